import { RUN_STATES } from '../../shared/run-state.ts'
import { type Column, agoText, countText, durationText, plainText, timeText } from './column.ts'

const TEXT = { group: 'Run', cell: 'text', align: 'left', first: 'ascending', width: 130, text: plainText } as const
const NUMBER = { ...TEXT, align: 'right', first: 'descending', width: 96, text: countText } as const

/** What a run is and what was made of it. The name is no column: it stands at the head of each row. */
export const OWN_COLUMNS: readonly Column[] = [
  { ...TEXT, id: 'preset', title: 'Preset', about: 'preset', value: ({ preset }) => preset || null },
  { ...TEXT, id: 'data', title: 'Data', about: 'data', cell: 'data', width: 104, value: ({ dataName }) => dataName },
  { ...NUMBER, id: 'seed', title: 'Seed', about: 'seed', first: 'ascending', width: 56, value: ({ seed }) => seed },
  {
    ...TEXT,
    id: 'state',
    title: 'State',
    about: 'state, with progress and what it waits for',
    cell: 'state',
    width: 168,
    first: 'descending',
    value: ({ state }) => RUN_STATES.indexOf(state),
    text: (value) => (typeof value === 'number' ? (RUN_STATES[value] ?? '–') : '–'),
  },
  {
    ...TEXT,
    id: 'tag',
    title: 'Tags',
    about: 'tag',
    cell: 'tags',
    width: 150,
    value: ({ tags }) => tags.join(' ') || null,
  },
  { ...TEXT, id: 'note', title: 'Note', about: 'note', cell: 'note', width: 180, value: ({ note }) => note || null },
  { ...NUMBER, id: 'step', title: 'Step', about: 'step: reached so far', width: 80, value: ({ step }) => step },
  { ...NUMBER, id: 'steps', title: 'Steps planned', about: 'steps', width: 80, value: ({ steps }) => steps },
  { ...NUMBER, id: 'parameters', title: 'Weights', about: 'parameters', value: ({ parameters }) => parameters },
  { ...TEXT, id: 'device', title: 'Device', about: 'device', width: 160, value: ({ device }) => device },
  {
    ...NUMBER,
    id: 'created',
    title: 'Created',
    about: 'created',
    width: 136,
    value: ({ created }) => created,
    text: agoText,
  },
  {
    ...NUMBER,
    id: 'updated',
    title: 'Last changed',
    about: 'updated',
    width: 136,
    value: ({ updated }) => updated,
    text: timeText,
  },
  {
    ...NUMBER,
    id: 'trained',
    title: 'Time trained',
    about: 'trained: training and evaluating, pauses left out',
    width: 100,
    value: ({ latest }) => latest['time/wall'] ?? null,
    text: durationText,
  },
  {
    ...TEXT,
    id: 'reason',
    title: 'Reason',
    about: 'reason: why it is in its state',
    width: 180,
    value: ({ reason }) => reason || null,
  },
  { ...TEXT, id: 'run', title: 'Id', about: 'run', width: 90, value: ({ run }) => run },
]
