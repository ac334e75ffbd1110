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
  const { mode, layer, head, minus } = options
  const axis = (choice: MapsOptions['layer'] | null) =>
    choice === null ? null : typeof choice === 'number' ? String(choice + 1) : choice
  const parts: (readonly [option: string, value: string | null])[] = [
    ['--runs', runs.join(',')],
    ['--step', String(step)],
    ['--sentence', String(sentence + 1)],
    ['--layer', axis(layer)],
    ['--heads', axis(head)],
    ['--mode', mode],
    ['--minus', minus?.run ?? null],
    ['--format', 'csv'],
  ]
  const words = parts.flatMap(([option, value]) => (value === null || value === '' ? [] : [option, value]))
  return ['saccade attention', ...words].join(' ')
}
