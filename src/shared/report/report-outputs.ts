import type { CheckpointName, RunId } from '../contract/values.ts'
import { type ErrorData, SaccadeError, fromErrorData } from '../errors.ts'
import type { PairOutputs, ValidationPair } from '../outputs/pair-outputs.ts'
import {
  type ComparedConfiguration,
  type OutputRequest,
  type OutputsSource,
  type RunOutputs,
  runOutputs,
} from '../outputs/run-outputs.ts'
import { createPaceBy } from '../pace.ts'

/** What runs say of their validation pairs, as far as a report holds it. */
export interface ReportOutputs {
  /** Lists of pairs, which several runs may share, and how many validation pairs there are in all. */
  readonly lists: readonly { readonly pairs: readonly ValidationPair[]; readonly among: number }[]
  readonly runs: readonly HeldRun[]
  /** By a query of rows of a dataset, for each pair of a list, 1 where it is one of them. */
  readonly masks: readonly { readonly query: string; readonly list: number; readonly mask: Uint8Array }[]
  /** Whether it is all that the panels could ask. Else `held` are some of the pairs, those that come first on the board. */
  readonly whole: boolean
  readonly held: { readonly pairs: number; readonly among: number } | null
}

export type HeldRun = { readonly run: RunId; readonly checkpoint: CheckpointName } & (
  | {
      readonly step: number
      /** Index in the lists. */
      readonly list: number
      readonly leftOut: number
      readonly outputs: PackedOutputs
      readonly configuration: ComparedConfiguration
    }
  /** Why there are none; null where the checkpoint was never asked. */
  | { readonly refused: ErrorData | null }
)

type Numbers = Uint8Array | Uint16Array | Int32Array
type NumberColumn = 'lengths' | 'ids' | 'exact' | 'edits' | 'references' | 'misaligned' | 'links'
const COLUMNS: readonly NumberColumn[] = ['lengths', 'ids', 'exact', 'edits', 'references', 'misaligned', 'links']

/** Whole numbers in as few bytes as the largest needs. */
export type PackedOutputs = Pick<PairOutputs, 'tokens' | 'scores'> & Readonly<Record<NumberColumn, Numbers>>

export function packOutputs(outputs: PairOutputs): PackedOutputs {
  const columns = COLUMNS.map((name) => [name, narrowed(outputs[name])] as const)
  return { ...outputs, ...Object.fromEntries(columns) }
}

function unpackOutputs(packed: PackedOutputs): PairOutputs {
  const wide = (name: NumberColumn) => Int32Array.from(packed[name])
  return {
    ...{ tokens: packed.tokens, scores: packed.scores, lengths: wide('lengths'), ids: wide('ids') },
    ...{ exact: wide('exact'), edits: wide('edits'), references: wide('references') },
    ...{ misaligned: wide('misaligned'), links: wide('links') },
  }
}

function narrowed(column: Int32Array): Numbers {
  const most = column.reduce((largest, value) => Math.max(largest, value), 0)
  if (column.some((value) => value < 0) || most > 0xffff) return column
  return most > 0xff ? Uint16Array.from(column) : Uint8Array.from(column)
}

export interface ReportedOutputs extends OutputsSource {
  configurationOf(run: RunId): ComparedConfiguration
}

/** What a report holds as the source that a history is: what finds and compares does not know which of the two it looks at. */
export function reportedOutputs(
  { lists, runs, masks }: ReportOutputs,
  nameOf: (run: RunId) => string,
): ReportedOutputs {
  const held = new Map(runs.map((one) => [keyOf(one), one]))
  const made = new Map<string, RunOutputs>()

  function find(request: OutputRequest): RunOutputs | null {
    const before = made.get(keyOf(request))
    if (before) return before
    const one = held.get(keyOf(request))
    if (!one) throw notHeld()
    if ('refused' in one) {
      if (one.refused) throw fromErrorData(one.refused)
      return null
    }
    const { run, step, leftOut, configuration } = one
    const { pairs = [], among = 0 } = lists[one.list] ?? {}
    const found = runOutputs({ run, step, among, leftOut, pairs, outputs: unpackOutputs(one.outputs) }, configuration)
    made.set(keyOf(request), found)
    return found
  }
  function there(request: OutputRequest): RunOutputs {
    const found = find(request)
    if (found) return found
    throw new SaccadeError('not-found', 'It had not decoded the validation pairs when the report was made')
  }

  return {
    nameOf,
    kept: find,
    stepOf: (request) => there(request).step,
    made: (request) => Promise.resolve().then(() => there(request)),
    mask(outputs, where) {
      const found = masks.find(({ query, list }) => query === where && lists[list]?.pairs === outputs.pairs)
      if (found) return Promise.resolve(found.mask)
      const hint = 'In Saccade, rows can be asked for by any query.'
      return Promise.reject(
        new SaccadeError('bad-usage', `A report holds no dataset: it cannot tell which rows “${where}” finds`, {
          hint,
        }),
      )
    },
    pace: (signal) => createPaceBy(() => new Promise((resolve) => setTimeout(resolve)), signal),
    configurationOf(run) {
      const one = runs.find((each) => each.run === run && 'configuration' in each)
      if (one && 'configuration' in one) return one.configuration
      throw notHeld()
    },
  }
}

const keyOf = ({ run, checkpoint }: OutputRequest) => JSON.stringify([run, checkpoint])

function notHeld(): SaccadeError {
  return new SaccadeError('not-found', 'This report holds no outputs of it')
}
