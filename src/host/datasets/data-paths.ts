import path from 'node:path'
import type { DataSource } from '../../shared/config/data.ts'

/** The same source with its files named from the root; relative names are taken from `base`. */
export function absoluteSource(source: DataSource, base: string): DataSource {
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
      return source
  }
}

/** The files that a source reads. */
export function filesOf(source: DataSource): string[] {
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
