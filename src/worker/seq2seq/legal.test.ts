// What the configuration allows can be built and trained: random points of the space of models, and random whole configurations.
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { VOCABULARY, plainOptions, raggedBatch } from '../../../test/support/models.ts'
import { expectClose } from '../../../test/support/numbers.ts'
import { type Choose, arbitraryOf } from '../../../test/support/schema-arbitrary.ts'
import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import { findClashes } from '../../shared/config/clashes.ts'
import { configurationJsonSchema, configurationSchema } from '../../shared/config/configuration.ts'
import { checkConfiguration, parseConfiguration } from '../../shared/config/check.ts'
import { loadEngine } from '../engine/load.ts'
import { stepSeed } from '../engine/random.ts'
import { trainingStep } from '../training/eager-step.ts'
import { createOptimizer } from '../training/optimizers/create.ts'
import { createModel } from './model.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

const schema = configurationJsonSchema() as JsonObject
const modelSchema =
  isJsonObject(schema.properties) && isJsonObject(schema.properties.model) ? schema.properties.model : {}

/** Few numbers everywhere, so that sizes agree often and a step is quick. */
const tiny: Choose = (path, { type, minimum, maximum }) => {
  if (path === 'attention.positions') return fc.constant(8) // the batch's longest source has six
  if (path.endsWith('.layers')) return fc.integer({ min: 1, max: 2 })
  if (type === 'integer') return Number(maximum) >= 4096 ? fc.constantFrom(2, 4) : fc.integer({ min: 1, max: 4 })
  if (type === 'number')
    return fc.double({ min: Math.max(Number(minimum), -1), max: Math.min(Number(maximum), 0.9), noNaN: true })
  return undefined
}

const reverse = { data: { source: { kind: 'task', task: 'reverse' } } }
const withModel = (model: unknown) => ({ ...reverse, model })

it('builds and trains whatever it does not refuse, and steps as it trains', () => {
  // Every setting is drawn: a default such as 128 units would only be slow.
  const legal = arbitraryOf(everything(modelSchema), tiny).filter((model) => checkConfiguration(withModel(model)).ok)
  const property = fc.property(legal, (settings) => {
    const { model: configuration, training } = parseConfiguration(withModel(settings))
    const model = createModel(configuration, VOCABULARY, 1)
    const optimizer = createOptimizer(training.optimizer, model.parameters)
    tf.tidy(() => {
      const batch = raggedBatch()
      const scalars = optimizer.scalars(1, 0.01).map((value) => tf.scalar(value))
      const coins = tf.tensor2d([0, 1, 0, 1, 0].slice(0, batch.targetInput.shape[1]), [batch.targetInput.shape[1], 1])
      for (const given of [coins, null]) {
        const feeds = { seed: tf.tensor1d(stepSeed(1, 1), 'int32'), coins: given, scalars }
        const report = trainingStep({ model, optimizer, training }, batch, feeds).dataSync()
        expect(report.every(Number.isFinite)).toBe(true)
      }
      const forced = model.forward(batch, plainOptions())
      const start = model.encode(batch.source, batch.sourceMask)
      let state = start.state
      tf.unstack(batch.targetInput, 1).forEach((tokens, time) => {
        const step = model.step(start.encoded, state, tokens as tf.Tensor1D)
        state = step.state
        expect(state.map(({ shape }) => shape[0])).toEqual(state.map(() => batch.source.shape[0]))
        expectClose(
          step.logits,
          tf.squeeze(tf.slice(forced.logits, [time, 0, 0], [1, -1, -1]), [0]),
          1e-5,
          `at ${time}`,
        )
      })
    })
    optimizer.dispose()
    model.dispose()
  })
  fc.assert(property, { numRuns: 12 })
})

it('finds clashes in any configuration that the schema lets through, without failing', () => {
  const property = fc.property(arbitraryOf(schema), (value) => {
    const parsed = configurationSchema.safeParse(value)
    fc.pre(parsed.success)
    for (const { path, message } of findClashes(parsed.data)) {
      expect(path).toMatch(/^[a-z]+(\.[a-zA-Z]+)+$/)
      expect(message.length).toBeGreaterThan(10)
    }
  })
  fc.assert(property, { numRuns: 300 })
})

/** The schema with every setting required. */
function everything(object: JsonObject): JsonObject {
  const properties = isJsonObject(object.properties) ? object.properties : {}
  const all = Object.entries(properties).map(([key, inner]) => [
    key,
    isJsonObject(inner) && isJsonObject(inner.properties) ? everything(inner) : inner,
  ])
  return { ...object, properties: Object.fromEntries(all) as JsonObject, required: Object.keys(properties) }
}
