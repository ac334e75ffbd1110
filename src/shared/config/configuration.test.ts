import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import type { JsonObject } from './assign.ts'
import { composeConfiguration } from './compose.ts'
import { configurationJsonSchema } from './configuration.ts'
import { checkConfiguration, parseConfiguration } from './check.ts'
import { TASK_IDS } from './data.ts'
import { METRICS, METRIC_NAMES } from '../metrics.ts'
import { PRESETS } from './presets.ts'

const reverse: JsonObject = { data: { source: { kind: 'task', task: 'reverse' } } }

function problemsOf(value: unknown): string[] {
  const check = checkConfiguration(value)
  return check.ok ? [] : check.problems.map((problem) => problem.path)
}

describe('checkConfiguration', () => {
  it('fills in every default', () => {
    const configuration = parseConfiguration(reverse)
    expect(configuration.model.encoder.cell).toBe('gru')
    expect(configuration.training.optimizer.learningRate).toBe(0.001)
    expect(parseConfiguration(configuration)).toEqual(configuration)
  })

  it('names every problem by its path: unknown key, wrong type, out of bounds', () => {
    const wrong = {
      data: { source: { kind: 'task', task: 'reverse', colour: 1 } },
      model: { encoder: { hidden: 'big', layers: 99 } },
      training: { optimizer: { learningRate: -1 }, stepz: 3 },
    }
    expect(problemsOf(wrong).sort()).toEqual([
      'data.source.colour',
      'model.encoder.hidden',
      'model.encoder.layers',
      'training.optimizer.learningRate',
      'training.stepz',
    ])
  })

  it.each([
    ['model.bridge', { model: { decoder: { hidden: 96 } } }],
    ['model.bridge', { model: { decoder: { cell: 'lstm' } } }],
    ['model.bridge', { model: { bridge: 'concat' } }],
    ['model.attention.score', { model: { attention: { score: 'dot' } } }],
    ['model.bridge', { model: { bridge: 'zero', attention: { score: 'none' } } }],
    ['model.attention.heads', { model: { attention: { score: 'multi-head', heads: 7 } } }],
    ['model.attention.span', { model: { attention: { score: 'none', span: 'local-m' } } }],
    ['model.decoder.readout', { model: { attention: { score: 'none' }, decoder: { readout: 'attentional' } } }],
    ['model.decoder.readout', { model: { attention: { placement: 'layer-wise' } } }],
    ['model.decoder.inputFeeding', { model: { decoder: { inputFeeding: true }, attention: { score: 'none' } } }],
    ['model.decoder.inputFeeding', { model: { decoder: { inputFeeding: true } } }],
    ['model.attention.coverage', { model: { attention: { score: 'general', coverage: 'additive' } } }],
    ['model.attention.coverage', { model: { attention: { score: 'none', coverage: 'additive' } } }],
    ['training.earlyStopping.metric', { training: { earlyStopping: { metric: 'train/coverage_loss' } } }],
    [
      'data.source.minimumLength',
      { data: { source: { kind: 'task', task: 'reverse', minimumLength: 9, maximumLength: 4 } } },
    ],
    [
      'data.vocabulary.joint',
      { data: { ...(reverse.data as JsonObject), vocabulary: { joint: true }, tokenizer: { source: 'character' } } },
    ],
    ['training.earlyStopping.metric', { training: { earlyStopping: { metric: 'valid/phoneme_error_rate' } } }],
    [
      'training.earlyStopping.metric',
      {
        data: { source: { kind: 'table', train: 'a.tsv' } },
        training: { earlyStopping: { metric: 'valid/alignment_error_rate' } },
      },
    ],
    [
      'data.source.alignments',
      {
        data: {
          source: { kind: 'table', train: 'a.tsv', alignments: 'a.align' },
          tokenizer: { target: 'character' },
        },
      },
    ],
    [
      'data.source.validAlignments',
      { data: { source: { kind: 'moses', trainSource: 'a', trainTarget: 'b', validAlignments: 'c' } } },
    ],
    [
      'training.earlyStopping.metric',
      {
        data: { source: { kind: 'table', train: 'a.tsv', valid: 'b.tsv', alignments: 'a.align' } },
        training: { earlyStopping: { metric: 'valid/alignment_error_rate' } },
      },
    ],
    [
      'training.earlyStopping.metric',
      {
        model: { attention: { score: 'none' } },
        training: { earlyStopping: { metric: 'valid/alignment_error_rate' } },
      },
    ],
    [
      'evaluation.decoding.coveragePenalty',
      {
        model: { attention: { score: 'none' } },
        evaluation: { decoding: { kind: 'beam', coveragePenalty: 0.2 } },
      },
    ],
  ])('refuses settings that clash at %s', (path, settings) => {
    const check = checkConfiguration({ ...reverse, ...settings })
    expect(check.ok).toBe(false)
    if (!check.ok) {
      expect(check.problems.map((problem) => problem.path)).toContain(path)
      for (const problem of check.problems) expect(problem.message).toMatch(/clashes with/)
    }
  })

  it('refuses input feeding beside layer-wise attention, naming both and the way out', () => {
    const model = {
      decoder: { readout: 'output+context', inputFeeding: true },
      attention: { placement: 'layer-wise' },
    }
    const check = checkConfiguration({ ...reverse, model })
    expect(check.ok ? [] : check.problems).toEqual([
      {
        path: 'model.decoder.inputFeeding',
        message: expect.stringMatching(/clashes with model\.attention\.placement.*“layer-wise”.*use “top”/),
      },
    ])
  })

  it('lets no metric decide on the best checkpoint of which neither high nor low is better', () => {
    const neither = METRIC_NAMES.filter((name) => METRICS[name].better === 'neither')
    for (const metric of neither) {
      expect(problemsOf({ ...reverse, training: { earlyStopping: { metric } } })).toEqual([
        'training.earlyStopping.metric',
      ])
    }
  })

  it('E12: bounds the sentences to watch, and names the bound', () => {
    const sentences = [{ source: 'a'.repeat(2000) }, { source: 'a', target: 'b'.repeat(2001) }]
    const check = checkConfiguration({ ...reverse, evaluation: { watched: { sentences } } })
    expect(check.ok ? [] : check.problems).toEqual([
      {
        path: 'evaluation.watched.sentences.1.target',
        message: 'has 2001 characters; a watched sentence has at most 2000',
      },
    ])
    expect(JSON.stringify(configurationJsonSchema())).toContain('each of at most 2000 characters')
  })

  it('lets no measurement of the clock decide on the best checkpoint', () => {
    for (const metric of ['time/wall', 'time/epoch', 'train/tokens_per_second']) {
      expect(problemsOf({ ...reverse, training: { earlyStopping: { metric } } })).toEqual([
        'training.earlyStopping.metric',
      ])
    }
    expect(problemsOf({ ...reverse, training: { earlyStopping: { metric: 'train/loss' } } })).toEqual([])
  })
})

describe('composeConfiguration', () => {
  it.each(PRESETS.flatMap((preset) => TASK_IDS.map((task) => [preset.id, task] as const)))(
    '%s on %s is a whole, legal configuration',
    (preset, task) => {
      const configuration = parseConfiguration(composeConfiguration({ preset, source: { kind: 'task', task } }))
      expect(configuration.preset).toBe(preset)
      expect(configuration.data.source).toMatchObject({ kind: 'task', task })
    },
  )

  it('lets the later part win: recommended, preset, file, assignments, seed', () => {
    const composed = composeConfiguration({
      preset: 'bigru-bahdanau',
      file: { ...reverse, training: { steps: 300, teacherForcing: { ratio: 0.9 } } },
      assignments: ['training.steps=400', 'training.steps=450'],
      seed: 7,
    })
    const configuration = parseConfiguration(composed)
    expect(configuration.training.steps).toBe(450)
    expect(configuration.training.teacherForcing).toMatchObject({ ratio: 0.9, unit: 'batch-step' })
    expect(configuration.seed).toBe(7)
  })

  it('gives an optimizer its usual rate where nothing else is said', () => {
    const rate = (...assignments: string[]) =>
      parseConfiguration(composeConfiguration({ file: reverse, assignments })).training.optimizer.learningRate
    expect(rate()).toBe(0.005)
    expect(rate('training.optimizer.kind=adadelta')).toBe(1)
    expect(rate('training.optimizer.kind=adadelta', 'training.optimizer.learningRate=0.3')).toBe(0.3)
  })

  it('leaves out the validation files and alignments of other training data', () => {
    const file = {
      data: { source: { kind: 'table', train: 'a.tsv', valid: 'b.tsv', alignments: 'a.align', header: true } },
    }
    const composed = composeConfiguration({ file, source: { kind: 'table', train: 'c.tsv' } })
    expect(composed.data).toMatchObject({ source: { kind: 'table', train: 'c.tsv', header: true } })
    expect(Object.keys((composed.data as { source: JsonObject }).source)).toEqual(['kind', 'train', 'header'])
    const own = composeConfiguration({ file, source: { kind: 'table', train: 'c.tsv', valid: 'd.tsv' } })
    expect(own.data).toMatchObject({ source: { valid: 'd.tsv' } })
  })

  it('refuses two presets, and takes one that is given twice', () => {
    const assignments = ['preset=bigru-bahdanau']
    expect(() => composeConfiguration({ preset: 'bigru-plain', assignments })).toThrow(/bigru-plain.*clash/)
    expect(composeConfiguration({ preset: 'bigru-bahdanau', assignments }).preset).toBe('bigru-bahdanau')
  })

  it('takes a file for a score, and names the scores there are for anything else', () => {
    const scored = (score: string) => ({ ...reverse, model: { attention: { score } } })
    expect(parseConfiguration(scored('./my-score.ts')).model.attention.score).toBe('./my-score.ts')
    expect(() => parseConfiguration(scored('./my-score.py'))).toThrow(/additive, .*path of a \.js or \.ts file/)
  })

  it('names the presets there are when asked for another', () => {
    expect(() => composeConfiguration({ preset: 'transformer' })).toThrow(SaccadeError)
  })
})

describe('configurationJsonSchema', () => {
  it('gives every setting a title, and every scalar with a default a description', () => {
    const missing: string[] = []
    const walk = (schema: JsonObject, path: string) => {
      if (path && !schema.title && !schema.const && path !== '$schema') missing.push(path)
      for (const [key, child] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>))
        walk(child, path ? `${path}.${key}` : key)
      for (const option of (schema.oneOf ?? schema.anyOf ?? []) as JsonObject[])
        if (option.type === 'object') walk(option, path)
    }
    walk(configurationJsonSchema() as JsonObject, '')
    expect(missing.filter((path) => !path.endsWith('.kind'))).toEqual([])
  })
})
