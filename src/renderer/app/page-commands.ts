import type { Command } from '../ui/commands.ts'

/** The pages, with the keys that lead to them; the commands are made of this. */
export const PAGES = [
  { path: '/data', title: 'Data', keys: 'G D' },
  { path: '/train', title: 'Train', keys: 'G T' },
  { path: '/sweeps', title: 'Sweeps', keys: 'G S' },
  { path: '/queue', title: 'Queue', keys: 'G Q' },
  { path: '/runs', title: 'Runs', keys: 'G R' },
  { path: '/compare', title: 'Compare', keys: 'G C' },
] as const

/** What controls see to themselves while they have the focus: for the help sheet. */
export const CONTROL_KEYS: readonly Command[] = [
  { id: 'key-tab', group: 'Everywhere', title: 'To the next control, and back with Shift', keys: ['Tab'] },
  { id: 'key-escape', group: 'Everywhere', title: 'Close a dialog or a menu', keys: ['Escape'] },
  { id: 'key-roving', group: 'Lists and tables', title: 'From row to row', keys: ['ArrowUp', 'ArrowDown'] },
  { id: 'key-cells', group: 'Lists and tables', title: 'Along a row', keys: ['ArrowLeft', 'ArrowRight'] },
  { id: 'key-ends', group: 'Lists and tables', title: 'To the first or the last row', keys: ['Home', 'End'] },
  {
    id: 'key-step',
    group: 'Slider of steps',
    title: 'To the next kept step, or the one before',
    keys: ['ArrowLeft', 'ArrowRight'],
  },
  { id: 'key-play', group: 'Slider of steps', title: 'Play or stop, where nothing has the focus', keys: ['Space'] },
  { id: 'key-first', group: 'Slider of steps', title: 'To the first or the newest step', keys: ['Home', 'End'] },
  { id: 'key-curve', group: 'Curves', title: 'Along the curve, value by value', keys: ['ArrowLeft', 'ArrowRight'] },
  { id: 'key-line', group: 'Curves', title: 'To the next curve', keys: ['ArrowUp', 'ArrowDown'] },
  { id: 'key-pin', group: 'Curves', title: 'Move the cursor of the board to the step read', keys: ['Enter'] },
  { id: 'key-zoom', group: 'Curves', title: 'Show less of the axis, or more', keys: ['+', '-'] },
  {
    id: 'key-pan',
    group: 'Curves',
    title: 'Along the axis, once it shows less',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
  },
  { id: 'key-whole', group: 'Curves', title: 'The whole curve again', keys: ['0'] },
  { id: 'key-highlight', group: 'Curves', title: 'Highlight the run of the curve', keys: ['H'] },
  { id: 'key-open', group: 'Curves', title: 'Open the run of the curve', keys: ['O'] },
  {
    id: 'key-map',
    group: 'Attention maps',
    title: 'From cell to cell',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
  },
]
