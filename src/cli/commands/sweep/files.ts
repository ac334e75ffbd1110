import fs from 'node:fs'
import path from 'node:path'
import { type JsonObject, isJsonObject } from '../../../shared/config/assign.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { readOrdinaryFile } from '../../../shared/ordinary-file.ts'
import { type Expansion, expandSweep } from '../../../shared/sweeps/expand.ts'
import { readSweepFile } from '../../../shared/sweeps/read-sweep.ts'
import { SWEEP_BOUNDS, type Sweep, sweepJsonSchema } from '../../../shared/sweeps/sweep.ts'
import { printAsIs } from '../../output.ts'
import { FILE_SETTINGS, absoluteName, withAbsoluteNames } from '../../run-parts.ts'

/** `saccade sweep schema` */
export function sweepSchema(): number {
  printAsIs(JSON.stringify(sweepJsonSchema(), null, 2))
  return 0
}

/** A sweep from a file, with every run it stands for; file names in it count from its folder. @throws bad-configuration */
export function openSweep(file: string): { sweep: Sweep; json: JsonObject; expansion: Expansion } {
  if (/^[a-z-]+$/.test(file) && !fs.existsSync(file)) {
    throw new SaccadeError('bad-usage', `“${file}” is no file, and nothing that saccade sweep does`, {
      hint: 'Give the path of a sweep file; `saccade sweep --help` lists what else there is.',
    })
  }
  const bytes = readOrdinaryFile(file, { most: SWEEP_BOUNDS.bytes, what: 'The sweep file' })
  const sweep = absoluteSweep(readSweepFile(new TextDecoder().decode(bytes), file), path.dirname(path.resolve(file)))
  const json: unknown = JSON.parse(JSON.stringify(sweep))
  return { sweep, json: isJsonObject(json) ? json : {}, expansion: expandSweep(sweep) }
}

/** The files that a sweep names, from the root: those of its base, and those that an axis goes through. */
function absoluteSweep(sweep: Sweep, folder: string): Sweep {
  const setting = <Value>(name: string, value: Value): Value | string =>
    FILE_SETTINGS.includes(name) ? absoluteName(name, value, folder) : value
  const all = <Value>(settings: Readonly<Record<string, Value>>, of: (name: string, value: Value) => Value) =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, of(name, value)]))
  const axes = sweep.axes.map((axis) => {
    if (axis.kind === 'random') return axis
    if (axis.kind === 'list') return { ...axis, points: axis.points.map((point) => all(point, setting)) }
    return { ...axis, settings: all(axis.settings, (name, values) => values.map((value) => setting(name, value))) }
  })
  return { ...sweep, base: withAbsoluteNames(sweep.base, folder), axes }
}
