import type { AxisChoice } from '../../shared/attention/plane.ts'
import type { DecodingMode } from '../../shared/contract/attention.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { formatOfFile } from '../file-ending.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { CheckpointFlags } from '../checkpoint-at.ts'
import type { CommonOptions } from '../context.ts'

export const MAP_FORMATS = ['table', 'csv', 'npy', 'svg', 'png'] as const
export type MapFormat = (typeof MAP_FORMATS)[number]

export interface AttentionOptions extends CommonOptions, CheckpointFlags {
  readonly runs?: readonly string[]
  readonly source?: string
  readonly sentence?: number
  readonly target?: string
  readonly layer?: string
  readonly heads?: string
  readonly mode?: DecodingMode
  /** Without it what the ending of the file says, else a table. */
  readonly format?: MapFormat
  readonly minus?: string
  readonly words?: boolean
  readonly to?: string
}

/** Which maps, as `saccade attention` was asked. */
export interface MapWish {
  readonly format: MapFormat
  readonly layer: AxisChoice
  readonly heads: AxisChoice
  /** Every layer and head by itself, where a format holds that. */
  readonly all: boolean
}

const ENDINGS: Readonly<Record<string, MapFormat>> = { '.csv': 'csv', '.npy': 'npy', '.svg': 'svg', '.png': 'png' }

/** @throws bad-usage */
function formatOf({ format, to, json }: AttentionOptions, runs: number): MapFormat {
  if (json) {
    if ((format === undefined || format === 'table') && to === undefined) return 'table'
    throw new SaccadeError('bad-usage', `${to === undefined ? '--format' : '--to'} clashes with --json, which prints`, {
      hint: 'Leave one of them away.',
    })
  }
  const found = to === undefined || runs > 1 ? format : formatOfFile(to, format, ENDINGS)
  if (to === undefined || (found !== undefined && found !== 'table')) return found ?? 'table'
  throw new SaccadeError('bad-usage', `--to ${to} does not say what to write`, {
    hint: runs > 1 ? 'Say --format csv, npy, svg or png.' : 'Let it end in .csv, .npy, .svg or .png, or say --format.',
  })
}

/** @param runs how many are named. @throws bad-usage for what cannot be together */
export function checkAttention(options: AttentionOptions, runs = 1): MapWish {
  const { source, sentence, target, layer, heads, minus, words, mode } = options
  const format = formatOf(options, runs)
  if ((source === undefined) === (sentence === undefined)) {
    throw new SaccadeError('bad-usage', `${source === undefined ? 'No' : 'More than one'} sentence is named`, {
      hint: 'Give one of your own with --source TEXT, or a watched one by its number with --sentence N.',
    })
  }
  if (source !== undefined && isBlank(source)) throw new SaccadeError('bad-usage', '--source is empty')
  if (target !== undefined && sentence !== undefined) {
    throw new SaccadeError('bad-usage', '--target needs --source', {
      hint: 'Of a watched sentence the reference was fed; --mode free-running shows the model’s own output.',
    })
  }
  if (target !== undefined && isBlank(target)) {
    throw new SaccadeError('bad-usage', '--target is empty', {
      hint: 'Leave it out to see the attention over what the model says by itself.',
    })
  }
  if (mode === 'teacher-forced' && source !== undefined && target === undefined) {
    throw new SaccadeError('bad-usage', '--mode teacher-forced needs --target', {
      hint: 'Say what is to be fed, or choose a watched sentence, which has a reference.',
    })
  }
  if (mode === 'free-running' && target !== undefined) {
    throw new SaccadeError('bad-usage', '--target is fed, and --mode free-running feeds nothing')
  }
  const single = format === 'csv' || format === 'svg' || format === 'png' || minus !== undefined || words === true
  const chosen = layer !== undefined || heads !== undefined
  if (single && [layer, heads].includes('all')) {
    throw new SaccadeError('bad-usage', 'One map holds one layer and head', {
      hint: 'Choose with --layer and --heads: a number, mean or maximum; --format npy and --json hold all of them.',
    })
  }
  return {
    format,
    layer: axisChoice('--layer', layer),
    heads: axisChoice('--heads', heads),
    all: !single && (!chosen || [layer, heads].includes('all')),
  }
}

/** What `--minus` names: `RUN`, `RUN@STEP`, or `@STEP` for the run itself at another step. */
export function readMinus(text: string): { readonly run: string | null; readonly step: number | null } {
  const [, run = '', at, step = ''] = /^([^@]*)(@(.*))?$/.exec(text) ?? []
  if (at === undefined ? run !== '' : /^\d{1,15}$/.test(step))
    return { run: run || null, step: at === undefined ? null : Number(step) }
  throw new SaccadeError('bad-usage', `--minus is “${text}”`, {
    hint: 'Write a run, a run at a step as in abc123@400, or @400 for the same run at another step.',
  })
}

/** Numbers from 1, as people count. */
function axisChoice(option: string, text = 'mean'): AxisChoice {
  if (text === 'mean' || text === 'maximum') return text
  if (text === 'all') return 'mean'
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text) - 1
  throw new SaccadeError('bad-usage', `${option} is “${text}”`, {
    hint: 'Write a number from 1, mean, maximum or all.',
  })
}
