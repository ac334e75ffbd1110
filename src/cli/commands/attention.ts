import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type ChosenPlane, choosePlane, subtract } from '../attention/choose-plane.ts'
import { type FoundMap, askMap, keptMap, watchedSource } from '../attention/find-maps.ts'
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
    const of = less?.run ? await findRun(host.runs, less.run) : null
    const minusOf = (run: RunSummary) =>
      less && find(of ?? run, source, less.step === null ? options : { ...options, step: less.step })
    const maps: FoundMap[] = []
    for (const run of runs) maps.push(await find(run, source))
    const planes: ChosenPlane[] = []
    if (!wish.all) {
      for (const found of maps) {
        const [chosen, minus] = [await choose(found), await minusOf(found.run)]
        planes.push(minus ? subtract(chosen, await choose(minus)) : chosen)
      }
    }
    tell(maps, planes, wish, options)
    const unknown = new Map(maps.flatMap(({ unknownTokens }) => unknownTokens.map((token) => [token, 1])))
    printError(...describeUnknown(unknown))
  })
}

function tell(
  maps: readonly FoundMap[],
  planes: readonly ChosenPlane[],
  { all, format }: MapWish,
  options: AttentionOptions,
): void {
  const { json, to } = options
  const several = maps.length > 1
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
  return [minus ? `less ${minus.run.name} (points)` : '%', ...table(source, target, rows)]
}

function table(source: readonly string[], target: readonly string[], rows: readonly (readonly number[])[]): string[] {
  const cell = (weight: number) => (Number.isNaN(weight) ? '' : Math.round(100 * weight))
  return formatTable(
    ['', ...source.map(shortToken)],
    rows.map((row, t) => [shortToken(target[t] ?? ''), ...row.map(cell)]),
  )
}
