import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import type { JsonObject } from '../shared/config/assign.ts'
import type { RunSummary } from '../shared/contract/runs.ts'
import { counted } from '../shared/counted.ts'
import { explaining } from '../shared/system-errors.ts'
import { megabytes } from './commands/data.ts'
import { type CommonOptions, withReadingHost } from './context.ts'
import { print, printError, printJson } from './output.ts'
import { checkNewFile } from './package-folder.ts'
import { runsOfReport } from './report-runs.ts'
import { withTaskProgress } from './task-progress.ts'

interface PageOptions extends CommonOptions {
  readonly to?: string
  readonly where?: string
  readonly allOutputs?: boolean
}

/** `saccade report … --to FILE.html`: a board with everything on it, for anybody's browser. */
export function reportPage(named: readonly string[], options: PageOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { board: saved, runs: chosen } = await runsOfReport(host, named, options.where)
    const board = saved?.json ?? boardOf(chosen)
    const task = `report ${process.pid}`
    const { page, runs, notes } = await withTaskProgress(
      {
        on: (listener) => host.events.on('reportProgress', (told) => told.task === task && listener(told)),
        stop: () => host.boards.stopReport({ task }),
      },
      () => host.boards.report({ board, task, allOutputs: options.allOutputs }),
    )
    const file = path.resolve(options.to ?? '')
    writeWhole(file, page)
    for (const note of notes) printError(`note: ${note}`)
    if (options.json) printJson({ path: file, runs, bytes: page.length, notes })
    else print(`${counted(runs, 'run')} written to ${file} (${megabytes(page.length)} MB)`)
  })
}

/** A file of that name is there once all of it is. @throws storage */
export function writeWhole(file: string, content: Uint8Array): void {
  explaining(file, () => replaceBy(file, content), { elsewhere: 'Another file is chosen with --to.' })
}

function replaceBy(file: string, content: Uint8Array): void {
  // What is there and no file, such as a pipe, is written to as it is.
  const isOther = fs.statSync(file, { throwIfNoEntry: false })?.isFile() === false
  const part = isOther ? file : `${file}.${randomUUID().slice(0, 8)}.part`
  try {
    fs.writeFileSync(part, content)
    if (part === file) return
    checkNewFile(file) // it took a while
    fs.renameSync(part, file)
  } catch (error) {
    if (part !== file) fs.rmSync(part, { force: true })
    throw error
  }
}

/** What is shown of runs that were named: all that is kept of them, and what tells them apart. */
function boardOf(runs: readonly RunSummary[]): JsonObject {
  const panel = (kind: string, width = 12, options: JsonObject = {}) => ({ id: kind, kind, width, options })
  return {
    runs: runs.map(({ run }) => ({ run })),
    panels: [
      ...[panel('curves'), panel('values', 6), panel('maps', 6)],
      ...[panel('outputs', 12, { of: 'watched' }), panel('configuration')],
    ],
  }
}
