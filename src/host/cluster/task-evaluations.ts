import fs from 'node:fs'
import { z } from 'zod'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { systemCode } from '../../shared/system-errors.ts'
import { jsonNumberSchema, toJson } from '../../shared/to-json.ts'

const lineSchema = z.object({ step: z.int().min(0), metrics: z.record(z.string(), jsonNumberSchema) })

/**
 * A task writes down what its evaluations measure, line by line, so that others see its curve while it trains: its database only its
 * own process opens. A line that was cut off stays a line of its own, which nobody can read.
 * @throws storage errors of the system
 */
export function beginEvaluations(file: string): void {
  try {
    const handle = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_APPEND)
    try {
      fs.writeSync(handle, '\n')
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}
export function addEvaluation(file: string, step: number, metrics: MetricValues): void {
  fs.appendFileSync(file, `${toJson({ step, metrics })}\n`)
}

/** What was read of such a file so far. */
export interface Evaluations {
  readonly read: number // bytes
  readonly all: readonly { readonly step: number; readonly metrics: Readonly<Record<string, number>> }[]
}
export const NO_EVALUATIONS: Evaluations = { read: 0, all: [] }

/** Of one file at a time no more is read at once. */
const MOST_BYTES = 8 * 1024 ** 2

/** With what has come since; as it was where the file cannot be read at the moment. */
export async function readOn(file: string, former: Evaluations): Promise<Evaluations> {
  try {
    const handle = await fs.promises.open(file)
    try {
      const { size } = await handle.stat()
      if (size === former.read) return former
      const { read: from, all } = size < former.read ? NO_EVALUATIONS : former
      const bytes = new Uint8Array(Math.min(size - from, MOST_BYTES))
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
      const end = bytes.subarray(0, bytesRead).lastIndexOf(10) + 1 // what follows is not whole yet
      return { read: from + end, all: withLines(all, new TextDecoder().decode(bytes.subarray(0, end))) }
    } finally {
      await handle.close()
    }
  } catch {
    return former
  }
}

/** One that went on from an earlier checkpoint measures anew what lies behind it. */
function withLines(former: Evaluations['all'], text: string): Evaluations['all'] {
  const all = [...former]
  for (const line of text.split('\n')) {
    const one = parsed(line)
    if (!one) continue
    while ((all.at(-1)?.step ?? -1) >= one.step) all.pop()
    all.push(one)
  }
  return all
}

function parsed(line: string): z.output<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** The curve of a metric. */
export function curveOf({ all }: Evaluations, metric: MetricName): { steps: number[]; values: number[] } {
  const measured = all.flatMap(({ step, metrics }) => {
    const value = metrics[metric]
    return value === undefined ? [] : [{ step, value }]
  })
  return { steps: measured.map(({ step }) => step), values: measured.map(({ value }) => value) }
}
