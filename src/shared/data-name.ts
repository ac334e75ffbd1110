import type { DataSource } from './config/data.ts'
import { BETWEEN } from './run-name.ts'

/** A short name of the data, such as `reverse 3–10` or `pairs.tsv`. It is stored with a run. */
export function nameOfData(source: DataSource): string {
  switch (source.kind) {
    case 'task':
      return source.task === 'dates' ? 'dates' : `${source.task} ${source.minimumLength}–${source.maximumLength}`
    case 'scan':
      return `SCAN ${source.split}`
    case 'pronouncing':
      return source.words === 0 ? 'pronouncing dictionary' : `pronouncing dictionary, ${source.words} words`
    case 'messages':
      return `compiler messages en–${source.language}`
    case 'dataset':
      return `${source.dataset}${source.where === '' ? '' : ` where ${source.where}`}`
    case 'table':
      return fileName(source.train)
    case 'moses':
      return [fileName(source.trainSource), fileName(source.trainTarget)].join(BETWEEN)
  }
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}
