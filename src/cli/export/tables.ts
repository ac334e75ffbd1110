// What is kept of runs as tables, a row at a time, for formats that other programs read.
import { headWeights } from '../../shared/attention/plane.ts'
import type { RunService } from '../../shared/contract/run-service.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'

export type Service = Pick<RunService, 'get' | 'metrics' | 'snapshots' | 'snapshot' | 'exportWeights'>

export interface Column {
  readonly name: string
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'FLOAT'
}

export type Cell = string | number | bigint | null

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** In the order of the columns. */
  rows(service: Service, runs: readonly RunSummary[]): AsyncIterable<readonly Cell[]>
}

const text = (name: string): Column => ({ name, type: 'STRING' })
const whole = (name: string): Column => ({ name, type: 'INT32' })
const real = (name: string): Column => ({ name, type: 'DOUBLE' })

const runTable: Table = {
  name: 'runs',
  columns: [
    ...[text('run'), text('name'), text('preset'), text('data'), real('seed'), text('state'), whole('step')],
    ...[{ name: 'created', type: 'INT64' as const }, text('best_metric'), real('best_value'), whole('best_step')],
    text('configuration'),
  ],
  async *rows(service, runs) {
    for (const { run, name, preset, dataName, seed, state, step, created, best } of runs) {
      const { configuration } = await service.get({ run })
      const chosen = [best?.metric ?? null, best?.value ?? null, best?.step ?? null]
      yield [run, name, preset, dataName, seed, state, step, BigInt(created), ...chosen, JSON.stringify(configuration)]
    }
  },
}

const metricTable: Table = {
  name: 'metrics',
  columns: [text('run'), text('metric'), whole('step'), real('value')],
  async *rows(service, runs) {
    for (const { run } of runs) {
      for (const { metric, steps, values } of await service.metrics({ runs: [run], metrics: [], points: 0 })) {
        for (const [i, step] of steps.entries()) yield [run, metric, step, values[i] ?? NaN]
      }
    }
  },
}

/** A weight a row: what every program can group and pivot. */
const attentionTable: Table = {
  name: 'attention',
  columns: [
    ...[text('run'), whole('step'), whole('sentence'), text('mode'), whole('layer'), whole('head')],
    ...[whole('target_place'), whole('source_place'), text('target'), text('source')],
    { name: 'weight', type: 'FLOAT' },
  ],
  async *rows(service, runs) {
    for await (const { run, step, sentence, map } of mapsOf(service, runs)) {
      for (let layer = 0; layer < map.layers; layer++) {
        for (let head = 0; head < map.heads; head++) {
          const weights = headWeights(map, layer, head)
          for (const [t, target] of map.target.entries()) {
            for (const [s, source] of map.source.entries()) {
              const weight = weights[t * map.source.length + s] ?? NaN
              yield [run.run, step, sentence, map.mode, layer, head, t, s, target, source, weight]
            }
          }
        }
      }
    }
  },
}

export const TABLES: readonly Table[] = [runTable, metricTable, attentionTable]

/** Every map that is kept of runs, step by step. Sentences are counted from 0, in the order of the run. */
export async function* mapsOf(service: Service, runs: readonly RunSummary[]) {
  for (const run of runs) {
    const [index] = await service.snapshots({ runs: [run.run] })
    for (const step of index?.steps ?? []) {
      for (const { index: sentence } of index?.sentences ?? []) {
        const found = await service.snapshot({ run: run.run, step, sentence })
        if (found.step === step) for (const map of found.maps) yield { run, step, sentence, map }
      }
    }
  }
}
