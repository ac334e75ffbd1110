import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { chooseRuns, noneFits } from '../choose-runs.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { writeCsv, writeParquet } from '../export/table-files.ts'
import type { Service } from '../export/tables.ts'
import { writeTensorboard } from '../export/tensorboard.ts'
import { print, printJson } from '../output.ts'
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
  checkNewFolder(folder)
  return withReadingHost(options, async ({ runs: service }) => {
    const runs = (await chooseRuns(service, named, where)).toReversed() // the oldest first
    if (runs.length === 0) throw noneFits()
    const write = {
      tensorboard: writeTensorboard,
      csv: writeCsv,
      parquet: writeParquet,
      safetensors: async (into: string, from: Service, some: readonly RunSummary[]) => {
        for (const { run } of some) {
          const { content } = await from.exportWeights({ run, checkpoint })
          fs.writeFileSync(path.join(into, `${run}.safetensors`), content, { flag: 'wx' })
        }
      },
    }[format]
    await filling(folder, (into) => write(into, service, runs))
    const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    const names = files.map((file) => path.relative(folder, path.join(file.parentPath, file.name))).sort()
    if (options.json) printJson({ folder, runs: runs.map(({ run }) => run), files: names })
    else print(`${counted(runs.length, 'run')} written to ${folder}: ${names.join(', ')}`)
  })
}

/** The folder is there once all of it is. */
async function filling(folder: string, work: (into: string) => Promise<void>): Promise<void> {
  const part = `${folder}.${randomUUID().slice(0, 8)}.part`
  try {
    explaining(`the folder ${folder}`, () => makeFolders(part), { deed: 'made' })
    await work(part)
    if (fs.existsSync(folder)) fs.rmdirSync(folder) // empty, as was looked at
    fs.renameSync(part, folder)
  } catch (error) {
    throw explained(error, `the folder ${folder}`, { elsewhere: 'Another folder is chosen with --to.' })
  } finally {
    fs.rmSync(part, { recursive: true, force: true })
  }
}
