import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { colourTable } from '../../shared/attention/colours.ts'
import { paintPlane } from '../../shared/attention/paint.ts'
import { planeOf } from '../../shared/attention/plane.ts'
import { linearScaling } from '../../shared/attention/scaling.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { MetricSeries, RunSummary } from '../../shared/contract/runs.ts'
import { cutBytes } from '../../shared/cut-bytes.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { encodePng } from '../png.ts'
import { type EventImage, eventBytes, fileVersion } from './event-file.ts'
import { type Service, type Source, mapsOf } from './tables.ts'

/** Pixels of a cell of a map. */
const CELL = 12
/** Of what a run is called, as file systems count: 255 less what its id adds. */
const LONGEST_STEM_BYTES = 180

/** A folder a run with an event file: its metrics as scalars, its kept maps as images, the mean of all heads. */
export async function writeTensorboard(
  folder: string,
  { service }: Source,
  runs: readonly RunSummary[],
): Promise<void> {
  for (const run of runs) {
    const place = path.join(folder, folderName(run))
    makeFolders(place)
    const file = `events.out.tfevents.${Math.floor(run.created / 1000)}.saccade`
    await pipeline(Readable.from(events(service, run)), fs.createWriteStream(path.join(place, file), { flags: 'wx' }))
  }
}

/** TensorBoard calls a run as its folder is called. */
export function folderName({ name, run }: Pick<RunSummary, 'name' | 'run'>): string {
  const stem = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '')
  return stem === '' ? run : `${cutBytes(stem, LONGEST_STEM_BYTES)}-${run}`
}

async function* events(service: Service, run: RunSummary): AsyncIterable<Uint8Array> {
  yield eventBytes(fileVersion(run.created / 1000))
  const series = await service.metrics({ runs: [run.run], metrics: [], points: 0 })
  const clock = clockOf(run, series)
  for (const { metric, steps, values } of series) {
    for (const [i, step] of steps.entries()) {
      const value = [{ tag: metric, simpleValue: values[i] ?? NaN }]
      yield eventBytes({ wallTime: clock(step), step, summary: { value } })
    }
  }
  for await (const { step, sentence, map } of mapsOf(service, [run])) {
    const image = pictureOf(map)
    if (!image) continue
    const value = [{ tag: `attention/sentence ${sentence + 1}/${map.mode}`, image }]
    yield eventBytes({ wallTime: clock(step), step, summary: { value } })
  }
}

/** When a step was done, in seconds since 1970: what was measured of the time spent, from when the run was made on. */
function clockOf({ created }: RunSummary, series: readonly MetricSeries[]): (step: number) => number {
  const { steps = [], values = [] } = series.find(({ metric }) => metric === 'time/wall') ?? {}
  return (step) => {
    const next = Array.from(steps).findIndex((at) => at >= step)
    const spent = next >= 0 ? values[next] : values.at(-1)
    return created / 1000 + (Number.isFinite(spent) ? (spent ?? 0) : 0)
  }
}

function pictureOf(map: AttentionMap): EventImage | null {
  const plane = planeOf(map, 'mean', 'mean')
  if (!plane || plane.weights.length === 0) return null
  const [rows, columns] = [plane.target.length, plane.source.length]
  const colours = new Uint32Array(paintPlane(plane, colourTable('viridis', 'light'), linearScaling()).buffer)
  const [height, width] = [rows * CELL, columns * CELL]
  const pixels = Uint32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return colours[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] ?? 0
  })
  const png = encodePng({ width, height, pixels: new Uint8ClampedArray(pixels.buffer) })
  return { width, height, colorspace: 4, encodedImageString: png }
}
