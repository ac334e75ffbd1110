import { beforeAll, expect, it } from 'vitest'
import { readCheckpoint } from '../../shared/checkpoint-file.ts'
import { loadEngine } from '../engine/load.ts'
import { createStoredModels } from '../stored-models.ts'
import { type Told, lastCheckpoint, runTiny, tinyConfiguration } from './tiny-run.ts'

beforeAll(async () => {
  await loadEngine()
})

function progressOf({ events }: Told): string[] {
  return events.flatMap((event) => (event.name === 'progress' ? [event.payload.text] : []))
}

it('keeps what its tokenisers learned, and goes on and is asked without learning it anew', async () => {
  const pieces = ['source="bpe"', 'target="bpe"', 'sourceMerges=5', 'targetMerges=5'].map(
    (text) => `data.tokenizer.${text}`,
  )
  // Dates have words to cut.
  const dates = ['data.source={"kind":"task","task":"dates","trainPairs":60,"validPairs":8}', 'training.steps=3']
  const learning = tinyConfiguration(...dates, ...pieces)
  const told = await runTiny({ configuration: learning })
  expect(progressOf(told)).toContain('learning the pieces of the source: 0 of 5 merges')
  const checkpoint = lastCheckpoint(told)
  const { tokenizers } = (await readCheckpoint(checkpoint)).content
  expect(tokenizers?.source).toMatch(/^#version: 0.2\n/)
  expect(tokenizers?.source?.split('\n')).toHaveLength(7)

  const longer = { ...learning, training: { ...learning.training, steps: 5 } }
  const more = await runTiny({ configuration: longer, checkpoint })
  expect(more.outcome).toMatchObject({ state: 'finished', step: 5 })
  expect(progressOf(more).join()).not.toContain('learning')

  const models = createStoredModels()
  const request = { checkpoint, configuration: learning, score: null }
  const [joined, cut] = await models.use(request, new AbortController().signal, async ({ source }) => {
    const tokens = source.tokenizer.tokenize('Mar 3, 98')
    return [source.tokenizer.join(tokens), tokens]
  })
  models.dispose()
  expect(joined).toBe('Mar 3, 98')
  expect(cut.some((token) => token.endsWith('@@'))).toBe(true)
})
