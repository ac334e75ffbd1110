import { z } from 'zod'
import { LARGEST_SEED } from '../seed.ts'
import { tokenizerSchema } from './tokenizer.ts'
import { choice, flag, integer, real } from './fields.ts'

export const TASK_IDS = ['copy', 'reverse', 'sort', 'addition', 'dates'] as const
export type TaskId = (typeof TASK_IDS)[number]

/** Sets that come with Saccade whole: the kinds of their sources, by which `--task` calls them too. */
export const BUILT_IN_SETS = ['scan', 'pronouncing', 'messages'] as const
export type BuiltInSet = (typeof BUILT_IN_SETS)[number]

const path = (title: string, description: string) => z.string().min(1).max(4096).meta({ title, description })

/** Beside files of pairs. */
const alignmentPaths = () => ({
  alignments: path(
    'Gold alignments',
    'Pharaoh file: line n holds the links of training pair n between words counted from 0, 0-0 for a sure and 2p3 for a possible one',
  ).optional(),
  validAlignments: path('Validation alignments', 'The same for the pairs of the validation file').optional(),
})

/** A generated task: endless pairs with a known answer and, where there is one, a gold alignment. */
const taskSource = z
  .strictObject({
    kind: z.literal('task'),
    task: z.enum(TASK_IDS).meta({ title: 'Task', description: 'Which generated task', 'x-basic': true }),
    trainPairs: integer(
      { minimum: 1, maximum: 1_000_000, fallback: 10_000 },
      { title: 'Training pairs', description: 'How many training pairs to generate' },
    ),
    validPairs: integer(
      { minimum: 1, maximum: 100_000, fallback: 500 },
      {
        title: 'Validation pairs',
        description: 'How many validation pairs to generate; none of them is a training pair',
      },
    ),
    minimumLength: integer(
      { minimum: 1, maximum: 500, fallback: 3 },
      {
        title: 'Shortest',
        description: 'Smallest number of source symbols (digits for addition)',
        'x-when': { task: ['copy', 'reverse', 'sort', 'addition'] },
      },
    ),
    maximumLength: integer(
      { minimum: 1, maximum: 500, fallback: 10 },
      {
        title: 'Longest',
        description: 'Largest number of source symbols (digits for addition)',
        'x-basic': true,
        'x-when': { task: ['copy', 'reverse', 'sort', 'addition'] },
      },
    ),
    symbols: integer(
      { minimum: 2, maximum: 1000, fallback: 20 },
      { title: 'Symbols', description: 'Number of different symbols', 'x-when': { task: ['copy', 'reverse', 'sort'] } },
    ),
  })
  .meta({ title: 'Generated task' })

/** English grapheme-to-phoneme pairs of the CMU Pronouncing Dictionary, split by word. */
const pronouncingSource = z
  .strictObject({
    kind: z.literal('pronouncing'),
    words: integer(
      { minimum: 0, maximum: 200_000, fallback: 0 },
      { title: 'Words', description: 'Use only so many words, drawn with the split seed; 0 uses all', 'x-basic': true },
    ),
    stress: flag(false, {
      title: 'Stress marks',
      description: 'Keep the stress digit of vowels (AH0, AH1) as part of the phoneme',
    }),
    validPairs: integer(
      { minimum: 1, maximum: 20_000, fallback: 1000 },
      { title: 'Validation words', description: 'Words held out for validation, with all their pronunciations' },
    ),
  })
  .meta({ title: 'Pronouncing dictionary' })

/** The commands of SCAN (Lake and Baroni 2018), all of them, generated from their grammar. */
const scanSource = z
  .strictObject({
    kind: z.literal('scan'),
    split: choice(['simple', 'length', 'jump', 'turn-left'], 'simple', {
      title: 'Split',
      description:
        'simple: a random fifth is held out (with the split seed); length: trained on up to 22 actions, tested on 24 and more; jump and turn-left: of the commands with that primitive only the primitive itself is trained on, in a tenth of the pairs',
      'x-basic': true,
    }),
  })
  .meta({ title: 'SCAN' })

export const MESSAGE_LANGUAGES = ['de', 'fr', 'ja'] as const
export type MessageLanguage = (typeof MESSAGE_LANGUAGES)[number]

/** The messages of the TypeScript compiler, translated by people: the one real translation set that comes with Saccade. */
const messagesSource = z
  .strictObject({
    kind: z.literal('messages'),
    language: choice(MESSAGE_LANGUAGES, 'de', {
      title: 'Language',
      description: 'From English into: de German, fr French, ja Japanese',
      'x-basic': true,
    }),
  })
  .meta({ title: 'Compiler messages' })

/** One TSV or CSV file with a source and a target column. */
const tableSource = z
  .strictObject({
    kind: z.literal('table'),
    train: path('Training file', 'TSV or CSV file with one pair a line, UTF-8'),
    valid: path('Validation file', 'The same form as the training file; without it pairs are split off').optional(),
    ...alignmentPaths(),
    delimiter: choice(['auto', 'tab', 'comma', 'semicolon'], 'auto', {
      title: 'Delimiter',
      description: 'auto: comma for names ending in .csv, else tab',
    }),
    header: flag(false, { title: 'Header line', description: 'The first line names the columns' }),
    sourceColumn: integer(
      { minimum: 1, maximum: 1000, fallback: 1 },
      { title: 'Source column', description: 'Number of the column that holds the source' },
    ),
    targetColumn: integer(
      { minimum: 1, maximum: 1000, fallback: 2 },
      { title: 'Target column', description: 'Number of the column that holds the target' },
    ),
  })
  .meta({ title: 'Table file' })

/** Two text files of equal line count, line n of one being the translation of line n of the other. */
const mosesSource = z
  .strictObject({
    kind: z.literal('moses'),
    trainSource: path('Training source', 'Source sentences, one a line, UTF-8'),
    trainTarget: path('Training target', 'Target sentences, one a line, UTF-8'),
    validSource: path('Validation source', 'Source sentences for validation').optional(),
    validTarget: path('Validation target', 'Target sentences for validation').optional(),
    ...alignmentPaths(),
  })
  .meta({ title: 'Pair of text files' })

/** A dataset that was imported, or those of its rows that fit a query. */
const datasetSource = z
  .strictObject({
    kind: z.literal('dataset'),
    dataset: z.string().min(1).max(200).meta({
      title: 'Dataset',
      description: 'Id or name of an imported dataset, as saccade data list shows it; with a run the id is kept',
      'x-basic': true,
    }),
    where: z.string().max(2000).default('').meta({
      title: 'Rows',
      description: 'A query over the rows, such as not finding:duplicate; empty takes all',
    }),
    digest: z.string().max(64).default('').meta({
      title: 'Digest',
      description: 'SHA-256 of its pairs, filled in when the run is made; a dataset that has become another is refused',
    }),
  })
  .meta({ title: 'Imported dataset' })

export const sourceSchema = z.discriminatedUnion('kind', [
  taskSource,
  scanSource,
  pronouncingSource,
  messagesSource,
  tableSource,
  mosesSource,
  datasetSource,
])

export const dataSchema = z
  .strictObject({
    source: sourceSchema.meta({ title: 'Pairs', description: 'Where the sentence pairs come from' }),
    split: z
      .strictObject({
        validFraction: real(
          { minimum: 0.0001, maximum: 0.5, fallback: 0.05 },
          {
            title: 'Validation share',
            description: 'Share of the pairs split off for validation where no validation file is given',
            'x-when': { 'data.source.kind': ['table', 'moses', 'messages', 'dataset'] },
          },
        ),
        seed: integer(
          { minimum: 0, maximum: LARGEST_SEED, fallback: 1 },
          {
            title: 'Split seed',
            description:
              'Seed of the split and of generated tasks. Kept apart from the run’s seed, so that runs with several seeds see the same data',
          },
        ),
      })
      .prefault({})
      .meta({ title: 'Split' }),
    tokenizer: tokenizerSchema,
    vocabulary: z
      .strictObject({
        joint: flag(false, {
          title: 'Joint vocabulary',
          description: 'One vocabulary for source and target; pieces that are learned are learned from both',
        }),
        minimumFrequency: integer(
          { minimum: 1, maximum: 1_000_000, fallback: 1 },
          { title: 'Minimum frequency', description: 'Tokens seen less often in training become <unk>' },
        ),
        maximumSize: integer(
          { minimum: 0, maximum: 1_000_000, fallback: 0 },
          { title: 'Largest size', description: 'Keep only the most frequent tokens; 0 keeps all' },
        ),
      })
      .prefault({})
      .meta({ title: 'Vocabulary' }),
    maximumSourceLength: integer(
      { minimum: 1, maximum: 2000, fallback: 200 },
      {
        title: 'Longest source',
        description: 'Training pairs with a longer source are left out, counted and reported',
        'x-unit': 'tokens',
      },
    ),
    maximumTargetLength: integer(
      { minimum: 1, maximum: 2000, fallback: 200 },
      {
        title: 'Longest target',
        description: 'Training pairs with a longer target are left out, counted and reported',
        'x-unit': 'tokens',
      },
    ),
    order: choice(['bucketed', 'shuffled'], 'bucketed', {
      title: 'Batch order',
      description:
        'bucketed: sentences of like length share a batch, batches in seeded random order; shuffled: pairs in seeded random order whatever their length',
    }),
  })
  .meta({ title: 'Data' })

export type DataConfiguration = z.output<typeof dataSchema>
export type DataSource = DataConfiguration['source']
