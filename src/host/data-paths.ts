import path from 'node:path'
import type { DataSource } from '../shared/config/data.ts'

/** The same source with its files named from the root; relative names are taken from `base`. */
export function absoluteSource(source: DataSource, base: string): DataSource {
  const from = (file: string) => path.resolve(base, file)
  const maybe = (file: string | undefined) => file && from(file)
  switch (source.kind) {
    case 'table':
      return { ...source, train: from(source.train), valid: maybe(source.valid) }
    case 'moses':
      return {
        ...source,
        trainSource: from(source.trainSource),
        trainTarget: from(source.trainTarget),
        validSource: maybe(source.validSource),
        validTarget: maybe(source.validTarget),
      }
    case 'task':
    case 'pronouncing':
      return source
  }
}

/** The files that a source reads. */
export function filesOf(source: DataSource): string[] {
  const files =
    source.kind === 'table'
      ? [source.train, source.valid]
      : source.kind === 'moses'
        ? [source.trainSource, source.trainTarget, source.validSource, source.validTarget]
        : []
  return files.filter((file) => file !== undefined)
}
