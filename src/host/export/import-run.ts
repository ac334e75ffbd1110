import fs from 'node:fs'
import path from 'node:path'
import { encodeCheckpoint } from '../../shared/checkpoint-file.ts'
import type { PackageFile } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { SnapshotSentence } from '../../shared/contract/recorder.ts'
import { toErrorData } from '../../shared/errors.ts'
import { givenName, nameWithin } from '../../shared/run-name.ts'
import { FRESH_STATE } from '../../shared/trainer-state.ts'
import { joinTokens } from '../../shared/tokenizers.ts'
import { runFolder } from '../folder/data-folder.ts'
import { newId } from '../folder/new-id.ts'
import { nameOfRun } from '../runs/naming.ts'
import { nameOfData } from '../../shared/data-name.ts'
import type { RunStore } from '../runs/run-store.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { hasRun, insertFinishedRun } from '../storage/runs.ts'
import { putSnapshot } from '../storage/snapshots.ts'
import { putWatched } from '../storage/watched.ts'
import type { Translator } from '../translation/translator.ts'
import { type TrainedModel, readPackage } from './pytorch/package.ts'

/**
 * Weights trained in PyTorch as a finished run with one checkpoint, and the attention of its watched sentences.
 * @throws bad-data, bad-configuration, storage; then nothing was stored
 */
export async function importRun(
  store: RunStore,
  translator: Translator,
  { files, name }: { readonly files: readonly PackageFile[]; readonly name?: string | undefined },
): Promise<RunId> {
  const trained = readPackage(files)
  const run = newId('r', (candidate) => hasRun(store.database, candidate))
  const checkpoint = storeRun(store, run, trained, name)
  store.announce(run)
  await keepAttention(store, translator, run, trained, checkpoint)
  return run
}

/** The file first, then the rows. Returns the checkpoint's path. */
function storeRun(store: RunStore, run: RunId, trained: TrainedModel, name: string | undefined): string {
  const { database } = store
  const { configuration, vocabulary, parameters, step, watched } = trained
  const file = `step-${String(step).padStart(8, '0')}.safetensors`
  const folder = store.checkpointFolder(run)
  const content = encodeCheckpoint(parameters, {
    trainer: { ...FRESH_STATE, step, files: { last: file, best: file } },
    configuration,
    sourceVocabulary: vocabulary.source,
    targetVocabulary: vocabulary.target,
    ...(trained.tokenizers && { tokenizers: trained.tokenizers }),
    dataFingerprint: '', // of no data here: such a run is never trained further
  })
  try {
    explaining(`the run's folder ${folder}`, () => {
      makeFolders(folder)
      fs.writeFileSync(path.join(folder, file), content, { flush: true })
    })
    explaining('the history', () =>
      database.transaction(() => {
        const identity = {
          id: run,
          name: givenName(name ?? '') || nameWithin(nameOfRun(configuration), ' · from PyTorch'),
          dataName: nameOfData(configuration.data.source),
          configuration,
        }
        insertFinishedRun(database, identity, { step, reason: 'imported from PyTorch', time: store.now() })
        const record = { step, file, bytes: content.length }
        putCheckpoints(database, run, [
          { ...record, kind: 'best' },
          { ...record, kind: 'last' },
        ])
        putWatched(database, run, watched)
      })(),
    )
  } catch (error) {
    fs.rmSync(runFolder(store.folder, run), { recursive: true, force: true })
    throw error
  }
  return path.join(folder, file)
}

/** So that the run can be compared with others. Where no engine can be had the run is there all the same. */
async function keepAttention(
  store: RunStore,
  translator: Translator,
  run: RunId,
  { configuration, watched, step }: TrainedModel,
  checkpoint: string,
): Promise<void> {
  if (watched.length === 0) return
  const { source, target } = configuration.data.tokenizer
  try {
    const answers = await translator.translate({
      checkpoint,
      configuration,
      lines: watched.map((sentence) => joinTokens(sentence.source, source)),
      targets: watched.map((sentence) => joinTokens(sentence.reference, target)),
      attention: true,
    })
    const sentences = watched.flatMap(({ index }, place): SnapshotSentence[] => {
      const answer = answers[place]
      return answer ? [{ index, text: answer.text, maps: answer.attention }] : []
    })
    explaining('the history', () => putSnapshot(store.database, run, { step, sentences }))
    store.emit('snapshot', { run, step })
  } catch (error) {
    const { message } = toErrorData(error)
    store.log(run, 'warning', `The attention of its watched sentences could not be taken: ${message}`)
  }
}
