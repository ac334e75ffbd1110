import { basename } from 'node:path'
import type { DataConfiguration } from '../shared/config/data.ts'
import type { Pace } from '../shared/pace.ts'
import { loadMessages } from './messages/messages.ts'
import { loadPronouncing } from './pronouncing.ts'
import { readMoses } from './readers/moses.ts'
import { addAlignments } from './readers/pharaoh.ts'
import { readTable } from './readers/table.ts'
import { splitScan } from './tasks/scan.ts'
import { generateTask } from './tasks/generate.ts'
import { TASKS } from './tasks/registry.ts'
import { readStoredPairs } from './stored-pairs.ts'
import type { PairSource, RawPair } from './types.ts'

/** @throws bad-data, bad-configuration, aborted */
export async function readPairs(
  data: DataConfiguration,
  { signal, pace, datasets }: { signal?: AbortSignal; pace: Pace; datasets?: string | undefined },
): Promise<PairSource> {
  const { source, split } = data
  switch (source.kind) {
    case 'task': {
      const task = TASKS[source.task]
      return {
        name: `task ${task.id}`,
        tokenizer: task.hasAlignment ? task.tokenizer : null,
        ...(await generateTask(source, split.seed, pace)),
      }
    }
    case 'scan':
      return { name: 'SCAN', tokenizer: 'whitespace', ...splitScan(source.split, split.seed) }
    case 'pronouncing':
      return {
        name: 'the pronouncing dictionary',
        tokenizer: null,
        ...(await loadPronouncing(source, split.seed, pace)),
      }
    case 'messages':
      return { name: 'the compiler messages', tokenizer: null, train: await loadMessages(source.language), valid: null }
    case 'dataset':
      return readStoredPairs(source, datasets ?? '', signal)
    case 'table': {
      const train = await readTable(source.train, source, { signal })
      const valid = source.valid === undefined ? null : await readTable(source.valid, source, { signal })
      return { name: basename(source.train), ...(await align(source, train, valid, signal)) }
    }
    case 'moses': {
      const train = await readMoses(source.trainSource, source.trainTarget, { signal })
      const valid =
        source.validSource === undefined || source.validTarget === undefined
          ? null
          : await readMoses(source.validSource, source.validTarget, { signal })
      return { name: basename(source.trainSource), ...(await align(source, train, valid, signal)) }
    }
  }
}

/** Adds the gold alignments of files, which hold between words. */
async function align(
  files: { readonly alignments?: string; readonly validAlignments?: string },
  train: readonly RawPair[],
  valid: readonly RawPair[] | null,
  signal: AbortSignal | undefined,
): Promise<Pick<PairSource, 'train' | 'valid' | 'tokenizer'>> {
  const { alignments, validAlignments } = files
  return {
    train: alignments === undefined ? train : await addAlignments(train, alignments, { signal }),
    valid: valid && validAlignments !== undefined ? await addAlignments(valid, validAlignments, { signal }) : valid,
    tokenizer: alignments === undefined && validAlignments === undefined ? null : 'whitespace',
  }
}
