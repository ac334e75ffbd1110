// What is kept of runs as tables, a row at a time, for formats that other programs read.
import { headWeights } from '../../shared/attention/plane.ts'
import type { Answer, SqlValue } from '../../host/storage/query.ts'
import type { RunService } from '../../shared/contract/run-service.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'

export type Service = Pick<RunService, 'metrics' | 'snapshots' | 'snapshot' | 'exportWeights'>

/** Where the tables come from: what is kept of runs, and their history asked in SQL. */
export interface Source {
  readonly service: Service
  readonly ask: (sql: string) => Answer
}

export interface Column {
  readonly name: string
  readonly type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'FLOAT'
}

export type Cell = string | number | bigint | null

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** In the order of the columns. */
  rows(from: Source, runs: readonly RunSummary[]): AsyncIterable<readonly Cell[]>
}

const text = (name: string): Column => ({ name, type: 'STRING' })
const whole = (name: string): Column => ({ name, type: 'INT32' })
const long = (name: string): Column => ({ name, type: 'INT64' })
const real = (name: string): Column => ({ name, type: 'DOUBLE' })

/** The columns of the view `runs`, as SQL has them: one name means one thing wherever a history is read. */
const RUN_COLUMNS: readonly Column[] = [
  ...[text('run'), text('name'), text('preset'), text('data'), long('seed'), text('state'), text('reason')],
  ...[text('created'), text('updated'), long('step'), long('steps')],
  ...[text('best_metric'), real('best_value'), long('best_step'), long('parameters')],
  ...[long('starred'), long('archived'), text('note'), text('tags'), text('configuration')],
]

/** Runs asked for together. */
const AT_ONCE = 500

const runTable: Table = {
  name: 'runs',
  columns: RUN_COLUMNS,
  async *rows({ ask }, runs) {
    const columns = RUN_COLUMNS.map(({ name }) => name).join(', ')
    for (let from = 0; from < runs.length; from += AT_ONCE) {
      const some = runs.slice(from, from + AT_ONCE)
      // Of no other run: one that is damaged keeps nobody from the rest.
      const names = some.map(({ run }) => `'${run.replaceAll("'", "''")}'`).join()
      const { rows, close } = ask(`SELECT ${columns} FROM runs WHERE run IN (${names})`)
      try {
        const found = new Map(Array.from(rows, (row) => [row[0], row.map(cellOf)]))
        for (const { run } of some) {
          const row = found.get(run)
          if (row) yield row
        }
      } finally {
        close()
      }
    }
  },
}

/** The view has no bytes. */
const cellOf = (value: SqlValue): Cell => (value instanceof Uint8Array ? null : value)

const metricTable: Table = {
  name: 'metrics',
  columns: [text('run'), text('metric'), whole('step'), real('value')],
  async *rows({ service }, runs) {
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
  async *rows({ service }, runs) {
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
