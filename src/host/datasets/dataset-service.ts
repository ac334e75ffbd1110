import { type Cutting, cutText } from '../../data/cut-text.ts'
import { loadDataset } from '../../data/load.ts'
import { describeDataset } from '../../data/statistics.ts'
import { TASKS } from '../../data/tasks/registry.ts'
import type { JsonObject } from '../../shared/config/assign.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { BuiltInSet, DataConfiguration, DataSource, TaskId } from '../../shared/config/data.ts'
import { TASK_IDS, dataSchema } from '../../shared/config/data.ts'
import {
  type BuiltInDataset,
  type DatasetService,
  type DatasetReport,
  type DatasetFindingHandlers,
  type DatasetRow,
  MOST_ROWS,
  type StoredDatasetHandlers,
} from '../../shared/contract/datasets.ts'
import type { DataFolder } from '../folder/data-folder.ts'
import { filesOf } from './data-paths.ts'
import { fileStamp } from './dataset-files.ts'
import { writeBuiltIn } from './built-in-file.ts'
import { createDroppedParts } from './dropped-parts.ts'
import { keepNewest } from '../../shared/keep-newest.ts'

const LOOKS_KEPT = 8
const SPLITS = ['train', 'valid'] as const

/** What is kept of data that were looked at. */
interface Look {
  /** With as many rows as anybody may ask for. */
  readonly report: DatasetReport
  readonly cutting: Cutting
}

export type LooseDatasetHandlers = Omit<DatasetService, keyof StoredDatasetHandlers | keyof DatasetFindingHandlers>

/** Data that was not imported: what is built in, and files. */
export function createDatasetService(folder: DataFolder): LooseDatasetHandlers {
  const looks = new Map<string, Promise<Look>>()
  const look = (data: JsonObject): Promise<Look> => {
    const configuration = readDataConfiguration(data)
    const key = JSON.stringify([configuration, filesOf(configuration).map(fileStamp)])
    return remember(looks, key, () => lookAt(configuration, folder.datasets))
  }
  const parts = createDroppedParts(folder.files)

  return {
    async builtIn() {
      return [...TASK_IDS.map(taskDataset), SCAN, PRONOUNCING, MESSAGES]
    },
    writeBuiltIn: async ({ data }) => writeBuiltIn(readDataConfiguration(data), parts),
    async inspect({ data, rows }) {
      const { report } = await look(data)
      return { ...report, rows: SPLITS.flatMap((split) => rowsOf(report, split).slice(0, rows)) }
    },
    async tokenize({ data, source = [], target = [] }) {
      const { cutting } = await look(data)
      return {
        source: source.map((text) => cutText(text, 'source', cutting)),
        target: target.map((text) => cutText(text, 'target', cutting)),
      }
    },
    async uploadPart(part) {
      return parts.take(part)
    },
  }
}

/** Reading gives way to other work every few milliseconds, so that a long file does not hold the host up. */
async function lookAt(data: DataConfiguration, datasets: string): Promise<Look> {
  const dataset = await loadDataset(data, { datasets })
  const { tokenizers, sourceVocabulary, targetVocabulary } = dataset
  return {
    report: describeDataset(dataset, MOST_ROWS),
    cutting: { tokenizers, sourceVocabulary, targetVocabulary },
  }
}

function rowsOf({ rows }: DatasetReport, split: DatasetRow['split']): DatasetRow[] {
  return rows.filter((row) => row.split === split)
}

function readDataConfiguration(data: JsonObject): DataConfiguration {
  return parseConfiguration(composeConfiguration({ file: { data } })).data
}

/** The same question twice is one piece of work; a failure is not kept. */
function remember(looks: Map<string, Promise<Look>>, key: string, make: () => Promise<Look>): Promise<Look> {
  const known = looks.get(key)
  if (known) return known
  const made = make()
  keepNewest(looks, key, made, LOOKS_KEPT)
  made.catch(() => looks.delete(key))
  return made
}

function taskDataset(id: TaskId): BuiltInDataset {
  const { title, description, hasAlignment } = TASKS[id]
  return { id, title, description, hasAlignment, source: defaultSource({ kind: 'task', task: id }) }
}

const SCAN: BuiltInDataset = {
  id: 'scan',
  title: 'SCAN',
  description:
    'Turn commands such as “jump around left twice” into actions: 20,910 commands with splits that test generalisation. Links join an action to the words that cause it.',
  hasAlignment: true,
  source: defaultSource({ kind: 'scan' }),
}

const PRONOUNCING: BuiltInDataset = {
  id: 'pronouncing',
  title: 'English pronunciation',
  description: 'From spelling to phonemes: the CMU Pronouncing Dictionary, about 126,000 words, split by word',
  hasAlignment: false,
  source: defaultSource({ kind: 'pronouncing' }),
}

const MESSAGES: BuiltInDataset = {
  id: 'messages',
  title: 'Compiler messages',
  description:
    'English into German, French or Japanese: about 2,080 messages of the TypeScript compiler, translated by people. Small, but real sentences',
  hasAlignment: false,
  source: defaultSource({ kind: 'messages' }),
}

function defaultSource(source: { kind: 'task'; task: TaskId } | { kind: BuiltInSet }): DataSource {
  return dataSchema.parse({ source }).source
}
