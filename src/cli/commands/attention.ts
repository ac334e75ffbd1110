import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type ChosenPlane, choosePlane, subtract } from '../attention/choose-plane.ts'
import { type FoundMap, askMap, keptMap, nameOf, watchedSource } from '../attention/find-maps.ts'
import { mapFile, planeFile } from '../attention/map-files.ts'
import { type AttentionOptions, type MapWish, checkAttention, readMinus } from '../attention/options.ts'
import { withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { nested } from '../nested-weights.ts'
import { print, printBytes, printError, printJson } from '../output.ts'
import { checkNewFolder, writeFolder, writeNewFile } from '../package-folder.ts'
import { formatTable } from '../table.ts'
import { describeUnknown, shortToken } from '../unknown-tokens.ts'

/** `saccade attention RUN`: over a watched sentence as it was kept, over the given target, or over what the model says by itself. */
export function attention(text: string | undefined, options: AttentionOptions): Promise<number> {
  const named = [...(text === undefined ? [] : [text]), ...(options.runs ?? []).flatMap((list) => list.split(','))]
  const [first] = named
  if (first === undefined) {
    throw new SaccadeError('bad-usage', 'No run is named', { hint: 'saccade attention RUN, or --runs RUN RUN ….' })
  }
  const wish = checkAttention(options, named.length)
  if (named.length > 1 && options.to !== undefined) checkNewFolder(options.to)
  if (named.length > 1 && options.to === undefined && wish.format !== 'table') {
    throw new SaccadeError('bad-usage', 'The maps of several runs are several files', {
      hint: 'Name a folder for them: --to DIR.',
    })
  }
  return withReadingHost(options, async (host) => {
    const find = (run: RunSummary, source: readonly string[] | null, how = options) =>
      source ? keptMap(host, run, source, how) : askMap(host, run, how)
    const runs: RunSummary[] = []
    for (const one of named) runs.push(await findRun(host.runs, one))
    const leading = await findRun(host.runs, first)
    const source = options.sentence === undefined ? null : await watchedSource(host, leading, options.sentence)
    const choose = async (found: FoundMap) => {
      const { configuration } = await host.runs.get({ run: found.run.run })
      return choosePlane(found, wish, options.words ? configuration : null)
    }
    const less = options.minus === undefined ? null : readMinus(options.minus)
    const how = { ...options, step: less?.step ?? options.step }
    const lessAll = less?.run ? await find(await findRun(host.runs, less.run), source, how) : null
    const chosen = await ofEach(runs, async (run) => {
      const found = await find(run, source)
      if (wish.all) return { found, plane: null }
      const plane = await choose(found)
      const minus = lessAll ?? (less && (await find(run, source, how)))
      if (!minus) return { found, plane }
      // The one that all are compared with is written as it is, as the window shows it.
      if (!isSame(found, minus)) return { found, plane: subtract(plane, await choose(minus)) }
      printError(`${nameOf(found)} is written as it is: it is itself what is taken away`)
      return { found, plane }
    })
    const maps = chosen.map(({ found }) => found)
    const planes = chosen.flatMap(({ plane }) => plane ?? [])
    tell(maps, planes, wish, { ...options, several: named.length > 1 })
    const unknown = new Map(maps.flatMap(({ unknownTokens }) => unknownTokens.map((token) => [token, 1])))
    printError(...describeUnknown(unknown))
  })
}

/** What is made of each run. Of several, those that have nothing to make it of are told, and are an error where none has. */
async function ofEach<T>(runs: readonly RunSummary[], make: (run: RunSummary) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  const lacking: SaccadeError[] = []
  for (const run of runs) {
    try {
      made.push(await make(run))
    } catch (error) {
      if (!(error instanceof SaccadeError) || error.code !== 'not-found') throw error
      lacking.push(error)
    }
  }
  const error = made.length === 0 && lacking.pop()
  printError(...lacking.map(({ message }) => message))
  if (error) throw error
  return made
}

const isSame = (a: FoundMap, b: FoundMap) => a.run.run === b.run.run && a.step === b.step

function tell(
  maps: readonly FoundMap[],
  planes: readonly ChosenPlane[],
  { all, format }: MapWish,
  { json, to, several }: AttentionOptions & { several: boolean },
): void {
  if (json) {
    for (const object of all ? maps.map(mapJson) : planes.map(planeJson)) printJson(object)
    return
  }
  if (format === 'table') {
    const tables = all ? maps.map(mapTables) : planes.map(planeTable)
    tables.forEach((lines, place) => {
      const name = maps[place]?.run.name ?? ''
      print(...(place > 0 ? [''] : []), ...(several ? [name] : []), ...lines)
    })
    return
  }
  const files = all
    ? maps.map((found) => ({ found, content: mapFile(found) }))
    : planes.map((chosen) => ({ found: chosen.found, content: planeFile(chosen, format) }))
  const [only] = files
  if (several && to !== undefined)
    writeFolder(
      to,
      files.map(({ found, content }) => ({ name: `${found.run.run}.${format}`, content })),
    )
  else if (only && to !== undefined) writeNewFile(to, only.content)
  else if (only) printBytes(only.content)
}

/** Of kept maps, which step they are of. */
const place = ({ run, step, map: { mode }, output }: FoundMap) => ({
  run: run.run,
  ...(step === null ? {} : { step }),
  mode,
  text: output,
})

function mapJson(found: FoundMap) {
  const { source, target } = found.map
  return { ...place(found), source, target, weights: nested(found.map), ...windowJson(found.map) }
}

function planeJson({ found, minus, plane: { source, target, weights } }: ChosenPlane) {
  const rows = target.map((_, t) => Array.from(weights.subarray(t * source.length, (t + 1) * source.length)))
  return { ...place(found), ...(minus && { minus: place(minus) }), source, target, weights: rows }
}

/** window.centres[layer][t], window.reach and window.outside[layer][head][t], where the model keeps to windows */
function windowJson({ window, layers, heads, target }: AttentionMap) {
  if (!window) return {}
  const rows = (values: Float32Array, count: number) =>
    Array.from({ length: count }, (_, row) =>
      Array.from(values.subarray(row * target.length, (row + 1) * target.length)),
    )
  const { centres, reach, outside } = window
  const shares = outside && rows(outside, layers * heads)
  const byLayer =
    shares && Array.from({ length: layers }, (_, layer) => shares.slice(layer * heads, (layer + 1) * heads))
  return { window: { centres: rows(centres, layers), reach, ...(byLayer && { outside: byLayer }) } }
}

/** One table a layer and head: a row a target token, shares in percent. */
function mapTables({ map }: FoundMap): string[] {
  const all = nested(map).flatMap((heads, layer) =>
    heads.map((rows, head) => [`layer ${layer + 1}, head ${head + 1} (%)`, ...table(map.source, map.target, rows)]),
  )
  return all.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function planeTable({ plane: { source, target, weights }, minus }: ChosenPlane): string[] {
  const rows = target.map((_, t) => Array.from(weights.subarray(t * source.length, (t + 1) * source.length)))
  return [minus ? `less ${nameOf(minus)} (points)` : '%', ...table(source, target, rows)]
}

function table(source: readonly string[], target: readonly string[], rows: readonly (readonly number[])[]): string[] {
  const cell = (weight: number) => (Number.isNaN(weight) ? '' : Math.round(100 * weight))
  return formatTable(
    ['', ...source.map(shortToken)],
    rows.map((row, t) => [shortToken(target[t] ?? ''), ...row.map(cell)]),
  )
}
