import type { MapsOptions } from './options.ts'

/** What the command needs to know beside the options of the panel. */
export interface ShownMaps {
  readonly runs: readonly string[]
  /** Index of the watched sentence, counted from 0. */
  readonly sentence: number
  readonly step: number
}

/** The command that prints the weights shown; where the panel shows what no command has, the nearest. */
export function commandOf({ runs, sentence, step }: ShownMaps, options: MapsOptions): string {
  const { mode, layer, head, minus, words } = options
  const axis = (choice: MapsOptions['layer'] | null) =>
    choice === null ? null : typeof choice === 'number' ? String(choice + 1) : choice
  const parts: (readonly [option: string, value: string | null])[] = [
    ['--runs', runs.join(',')],
    ['--step', String(step)],
    ['--sentence', String(sentence + 1)],
    ['--mode', mode === 'both' ? 'teacher-forced' : mode],
    ['--layer', axis(layer)],
    ['--heads', axis(head)],
    ['--minus', minus?.run ?? null],
    ['--words', words ? '' : null],
    ['--format', 'csv'],
    // Files of several runs go into a folder.
    ['--to', runs.length > 1 ? 'maps' : null],
  ]
  const said = parts.flatMap(([option, value]) => (value === null ? [] : value === '' ? [option] : [option, value]))
  return ['saccade attention', ...said].join(' ')
}
