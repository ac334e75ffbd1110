import { z } from 'zod'
import { MOST_NOTE_CHARACTERS, colourSchema } from '../run-marks.ts'

/** What a board may hold at most: more runs than anybody compares, more panels than anybody looks at; `bytes` as JSON. */
export const BOARD_BOUNDS = {
  runs: 10_000,
  panels: 100,
  sentences: 200,
  name: 200,
  sentence: 10_000,
  where: 2000,
  text: MOST_NOTE_CHARACTERS,
  bytes: 8 * 1024 ** 2,
} as const

const boardRunSchema = z.strictObject({
  run: z.string().min(1).max(100),
  colour: colourSchema.optional().describe('On this board; else the run’s own'),
  label: z
    .string()
    .max(BOARD_BOUNDS.name)
    .optional()
    .describe('On this board; else what distinguishes the run among those of the board'),
})

/** How runs are put together: members of a group differ only in what it leaves out. */
const groupingSchema = z.strictObject({
  by: z.enum(['nothing', 'all-but-seed', 'settings']).default('nothing'),
  settings: z.array(z.string().max(200)).max(50).default([]).describe('Paths of the settings, for `settings`'),
  members: z.boolean().default(false).describe('Whether groups show their members too'),
})

const ownSentence = {
  source: z.string().max(BOARD_BOUNDS.sentence),
  target: z.string().max(BOARD_BOUNDS.sentence).optional(),
}

const sentenceSchema = z.discriminatedUnion('kind', [
  /** Index among the watched sentences. */
  z.strictObject({ kind: z.literal('watched'), index: z.int().min(0) }),
  z.strictObject({
    kind: z.literal('own'),
    ...ownSentence,
    pair: z
      .int()
      .min(0)
      .optional()
      .describe('Which of the validation pairs it is, from 0, where it was chosen among them'),
  }),
])

/** The one place in time and data that everything on the board shows. */
const cursorSchema = z.strictObject({
  step: z.union([z.literal('latest'), z.int().min(0)]).default('latest'),
  sentence: sentenceSchema.default({ kind: 'watched', index: 0 }),
  where: z
    .string()
    .max(BOARD_BOUNDS.where)
    .default('')
    .describe('Which validation pairs: a query, as `saccade outputs --where` has it'),
})

const panelSchema = z
  .strictObject({
    /** Tells the panel apart on its board. */
    id: z.string().min(1).max(40),
    /** Which panel of the window's registry. One that is not known there is kept and named, not shown. */
    kind: z.string().min(1).max(40),
    /** Columns of twelve that it takes, and its height in pixels. */
    width: z.int().min(2).max(12).default(12),
    height: z.int().min(80).max(4000).optional(),
    /** Read by the panel's own schema. */
    options: z
      .record(z.string(), z.json())
      .default({})
      .describe(`As its kind has them; of \`text\`, \`text\`: Markdown of at most ${BOARD_BOUNDS.text} characters`),
  })
  .refine((panel) => !hasLongText(panel), { path: ['options', 'text'], error: 'is too long' })

/** Whether a panel, as it is stored, is of the user's own words and holds more of them than a board may. */
export function hasLongText({ kind, options }: { readonly kind?: unknown; readonly options?: unknown }): boolean {
  if (kind !== 'text' || typeof options !== 'object' || options === null) return false
  return 'text' in options && typeof options.text === 'string' && options.text.length > BOARD_BOUNDS.text
}

/**
 * A comparison as data: which runs, how they are grouped, where in time and data one looks, and what is shown of it.
 * What a view shows is a function of the board and the history.
 */
export const boardSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  name: z.string().max(BOARD_BOUNDS.name).default(''),
  runs: z.array(boardRunSchema).max(BOARD_BOUNDS.runs).default([]).describe('In the order in which they are shown'),
  baseline: z.string().max(100).nullable().default(null).describe('The run that others are measured against'),
  grouping: groupingSchema.prefault({}).describe('How runs are put together'),
  cursor: cursorSchema.prefault({}).describe('The one place in time and data that every panel shows'),
  sentences: z
    .array(z.strictObject(ownSentence))
    .max(BOARD_BOUNDS.sentences)
    .default([])
    .describe('Sentences of the user’s own, to come back to'),
  panels: z
    .array(panelSchema)
    .max(BOARD_BOUNDS.panels)
    .default([])
    .describe('In reading order; none stands for the usual ones'),
})

/** Elements of the two lists, each of which stands for itself. */
export const BOARD_LISTS = { runs: boardRunSchema, panels: panelSchema } as const

export type Board = z.output<typeof boardSchema>
export type BoardRun = Board['runs'][number]
export type BoardPanel = Board['panels'][number]
export type BoardSentence = Board['sentences'][number]
export type BoardCursor = Board['cursor']

/** The board of nothing: what a new one starts from. */
export const EMPTY_BOARD: Board = boardSchema.parse({})
