import type { BoardSentence } from '../../../../shared/board/board.ts'
import type { DecodingMode } from '../../../../shared/contract/attention.ts'
import { shellCommand } from '../../../../shared/shell-words.ts'
import type { MapMinus, MapsOptions } from './options.ts'

/** What the command needs to know beside the options of the panel. */
export interface ShownMaps {
  readonly runs: readonly string[]
  /** Index of the watched sentence, counted from 0, or one's own. */
  readonly sentence: number | BoardSentence
  /** One, or those of a film. */
  readonly steps: readonly number[]
}

/** The commands that print the weights shown, a line each; where the panel shows what no command has, the nearest. */
export function commandOf({ runs, sentence, steps }: ShownMaps, options: MapsOptions): string {
  const both = typeof sentence === 'number' || sentence.target ? MODES : (['free-running'] as const)
  const modes = options.mode === 'both' ? both : [options.mode]
  const several = steps.length * modes.length > 1
  return steps
    .flatMap((step) =>
      modes.map((mode) => {
        // Files of several runs go into a folder, of each command into another one.
        const folder = ['maps', ...(several ? [`step-${step}`, mode] : [])].join('-')
        return oneCommand({ runs, sentence, step, mode, to: runs.length > 1 ? folder : null }, options)
      }),
    )
    .join('\n')
}

const MODES = ['teacher-forced', 'free-running'] as const

interface OneCommand extends Omit<ShownMaps, 'steps'> {
  readonly step: number
  readonly mode: DecodingMode
  readonly to: string | null
}

function oneCommand({ runs, sentence, step, mode, to }: OneCommand, options: MapsOptions): string {
  const { layer, head, minus, words } = options
  const axis = (choice: MapsOptions['layer'] | null) =>
    choice === null ? null : typeof choice === 'number' ? String(choice + 1) : choice
  const own = typeof sentence === 'number' ? null : sentence
  const parts: (readonly [option: string, value: string | null])[] = [
    ['--runs', runs.join(',')],
    ['--step', String(step)],
    ['--sentence', typeof sentence === 'number' ? String(sentence + 1) : null],
    ['--source', own && own.source],
    // Of one's own sentence, the target is what is fed.
    ['--target', own && mode === 'teacher-forced' ? own.target || null : null],
    ['--mode', own ? null : mode],
    ['--layer', axis(layer)],
    ['--heads', axis(head)],
    ['--minus', minus && minusOf(minus)],
    ['--words', words ? '' : null],
    ['--format', 'csv'],
    ['--to', to],
  ]
  const said = parts.flatMap(([option, value]) => (value === null ? [] : value === '' ? [option] : [option, value]))
  return shellCommand(['saccade', 'attention', ...said])
}

/** Whether the command takes less off than the panel does: another mode, layer or head. */
export function lacksMinus({ minus }: MapsOptions): boolean {
  return minus !== null && [minus.mode, minus.layer, minus.head].some((one) => one !== null)
}

function minusOf({ run, step }: MapMinus): string | null {
  return run === null && step === null ? null : `${run ?? ''}${step === null ? '' : `@${step}`}`
}
