import path from 'node:path'
import { MODEL_FILE_TOKENIZERS } from '../../shared/config/tokenizer.ts'
import type { DataConfiguration, DataSource } from '../../shared/config/data.ts'

/** The same source with its files named from the root; relative names are taken from `base`. */
function absoluteSource(source: DataSource, base: string): DataSource {
  const from = (file: string) => path.resolve(base, file)
  const maybe = (file: string | undefined) => file && from(file)
  const gold = (files: { alignments?: string; validAlignments?: string }) => ({
    alignments: maybe(files.alignments),
    validAlignments: maybe(files.validAlignments),
  })
  switch (source.kind) {
    case 'table':
      return { ...source, train: from(source.train), valid: maybe(source.valid), ...gold(source) }
    case 'moses':
      return {
        ...source,
        trainSource: from(source.trainSource),
        trainTarget: from(source.trainTarget),
        validSource: maybe(source.validSource),
        validTarget: maybe(source.validTarget),
        ...gold(source),
      }
    case 'task':
    case 'scan':
    case 'pronouncing':
    case 'messages':
    case 'dataset':
      return source
  }
}

/** The same data with all its files named from the root. */
export function absoluteData<Data extends Pick<DataConfiguration, 'source' | 'tokenizer'>>(
  data: Data,
  base: string,
): Data {
  const { tokenizer } = data
  const maybe = (file: string | undefined) => file && path.resolve(base, file)
  return {
    ...data,
    source: absoluteSource(data.source, base),
    tokenizer: {
      ...tokenizer,
      sourceModel: maybe(tokenizer.sourceModel),
      targetModel: maybe(tokenizer.targetModel),
    },
  }
}

/** The files that are read for the pairs and to cut them. */
export function filesOf({ source, tokenizer }: Pick<DataConfiguration, 'source' | 'tokenizer'>): string[] {
  const models = (['source', 'target'] as const).flatMap((side) =>
    MODEL_FILE_TOKENIZERS.includes(tokenizer[side]) ? (tokenizer[`${side}Model`] ?? []) : [],
  )
  return [...sourceFiles(source), ...models]
}

/** The files that are read for the pairs. */
export function sourceFiles(source: DataSource): string[] {
  const files =
    source.kind === 'table'
      ? [source.train, source.valid, source.alignments, source.validAlignments]
      : source.kind === 'moses'
        ? [
            ...[source.trainSource, source.trainTarget, source.validSource, source.validTarget],
            ...[source.alignments, source.validAlignments],
          ]
        : []
  return files.filter((file) => file !== undefined)
}
