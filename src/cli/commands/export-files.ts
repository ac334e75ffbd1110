import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { chooseDataFolder, layOut } from '../../host/folder/data-folder.ts'
import { askHistory } from '../../host/storage/query.ts'
import { counted } from '../../shared/counted.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { describeLeftOut } from '../comparison-text.ts'
import { chooseRuns, noneFits } from '../choose-runs.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { writeCsv, writeParquet } from '../export/table-files.ts'
import type { Source } from '../export/tables.ts'
import { writeTensorboard } from '../export/tensorboard.ts'
import { writeWeights } from '../export/weights.ts'
import { print, printError, printJson } from '../output.ts'
import { checkNewFolder } from '../package-folder.ts'

export const FILE_FORMATS = ['tensorboard', 'csv', 'parquet', 'safetensors'] as const

export interface ExportFilesOptions extends CommonOptions {
  readonly format: (typeof FILE_FORMATS)[number]
  readonly to: string
  readonly where?: string
  readonly checkpoint: string
}

/** `saccade export RUN… --format tensorboard|csv|parquet|safetensors`: a new folder that other programs read. */
export function exportFiles(named: readonly string[], options: ExportFilesOptions): Promise<number> {
  const { format, where } = options
  const checkpoint = parseCheckpoint(options.checkpoint)
  const folder = path.resolve(options.to)
  const history = layOut(chooseDataFolder(options.dataDir)).database
  checkNewFolder(folder)
  return withReadingHost(options, async ({ runs: service }) => {
    const runs = (await chooseRuns(service, named, where)).toReversed() // the oldest first
    if (runs.length === 0) throw noneFits()
    const from: Source = { service, ask: (sql) => askHistory(history, sql) }
    const leftOut = await filling(folder, async (into) => {
      if (format === 'safetensors') return writeWeights(into, from, runs, checkpoint)
      await WRITERS[format](into, from, runs)
      return []
    })
    const written = runs.map(({ run }) => run).filter((run) => !leftOut.some((one) => one.run === run))
    const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const names = files.map((file) => path.relative(folder, path.join(file.parentPath, file.name))).sort()
    printError(...describeLeftOut({ leftOut }))
    if (options.json) printJson({ folder, runs: written, files: names, leftOut })
    else print(`${counted(written.length, 'run')} written to ${folder}: ${names.join(', ')}`)
  })
}

const WRITERS = { tensorboard: writeTensorboard, csv: writeCsv, parquet: writeParquet }

/** The folder is there once all of it is. */
async function filling<Result>(folder: string, work: (into: string) => Promise<Result>): Promise<Result> {
  const part = `${folder}.${randomUUID().slice(0, 8)}.part`
  try {
    explaining(`the folder ${folder}`, () => makeFolders(part), { deed: 'made' })
    const result = await work(part)
    if (fs.existsSync(folder)) fs.rmdirSync(folder) // empty, as was looked at
    fs.renameSync(part, folder)
    return result
  } catch (error) {
    throw explained(error, `the folder ${folder}`, { elsewhere: 'Another folder is chosen with --to.' })
  } finally {
    fs.rmSync(part, { recursive: true, force: true })
  }
}
