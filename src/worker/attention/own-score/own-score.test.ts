import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createScore } from '../../../../docs/examples/my-score.ts'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { loadEngine } from '../../engine/load.ts'
import { createParameters } from '../../nn/parameters.ts'
import { createAttention } from '../attention.ts'
import type { CreateScore } from '../score.ts'
import { loadOwnScore } from './own-score.ts'

const example: CreateScore = createScore // the example's types are those of our own scores
const [BATCH, TARGET, SOURCE, SIZE] = [2, 3, 4, 6]
const SIZES = { query: SIZE, key: SIZE, inner: 5, bias: false, heads: 1, positions: 8, coverage: false }
const SPAN = { span: 'global', window: 4, renormalize: true, centre: 'step', ratio: 1 } as const

function moduleOf(content: string, file = '/somewhere/my-score.ts'): ScoreModule {
  return { file, content, digest: createHash('sha256').update(content).digest('hex') }
}

/** What an attention with the score gives for fixed queries and outputs. */
function attend(create: CreateScore): number[] {
  return tf.tidy(() => {
    const attention = createAttention(createParameters('pytorch', 1), 'attention', create, SIZES, SPAN)
    const outputs = tf.randomUniform([BATCH, SOURCE, SIZE], -1, 1, 'float32', 1)
    const queries = tf.randomUniform([BATCH, TARGET, SIZE], -1, 1, 'float32', 2)
    const memory = attention.prepare(outputs, tf.ones<tf.Rank.R2>([BATCH, SOURCE]))
    return [...attention.attend(queries, memory, tf.zeros([1, TARGET, 1])).weights.dataSync()]
  })
}

function failureOf(content: string, file?: string): SaccadeError {
  try {
    const own = loadOwnScore(moduleOf(content, file))
    own.watch(() => void attend(own.create))
  } catch (error) {
    if (error instanceof SaccadeError) return error
    throw error
  }
  throw new Error('It did not fail.')
}

/** A whole module around the body of `score`, which stands in line 5. */
const scoring = (body: string) => `import * as tf from '@tensorflow/tfjs-core'
export const createScore = () => ({
  heads: 1,
  prepare: (outputs: tf.Tensor) => tf.expandDims(outputs, 1),
  score: (queries: tf.Tensor, keys: tf.Tensor) => { ${body} },
})
`
const PRODUCT = 'return tf.matMul(tf.expandDims(queries, 1), keys, false, true)'

beforeAll(() => loadEngine())

describe('a score of the user’s own', () => {
  it('computes what the same module does where it is imported', () => {
    const content = readFileSync(new URL('../../../../docs/examples/my-score.ts', import.meta.url), 'utf8')
    expect(attend(loadOwnScore(moduleOf(content)).create)).toEqual(attend(example))
  })

  it.each([
    ['a default function with a name', 'export default function made() { return createScore() }', 'ts'],
    ['a default expression', 'export default () => createScore()', 'ts'],
    ['a list with another name', 'const made = createScore\nexport { made as default }', 'mts'],
    ['a function of that name', 'const inner = createScore\nexport { inner as "default" }', 'ts'],
  ])('may be %s', (_, ending, extension) => {
    const content = `${scoring(PRODUCT).replace('export const', 'const')}${ending}\n// the last line`
    const { create } = loadOwnScore(moduleOf(content, `/somewhere/x.${extension}`))
    expect(attend(create)).toEqual(attend(loadOwnScore(moduleOf(scoring(PRODUCT))).create))
  })

  it('may import single names, over several lines', () => {
    const content = `import {
  matMul as product,
  expandDims,
} from '@tensorflow/tfjs-core'
export function createScore() {
  return { heads: 1, prepare: (x) => expandDims(x, 1), score: (q, k) => product(expandDims(q, 1), k, false, true) }
}`
    expect(attend(loadOwnScore(moduleOf(content, '/somewhere/x.js')).create)).toHaveLength(BATCH * TARGET * SOURCE)
  })

  it('runs only what was said yes to', () => {
    const module = { ...moduleOf(scoring(PRODUCT)), content: `${scoring(PRODUCT)} ` }
    expect(() => loadOwnScore(module)).toThrow(expect.objectContaining({ code: 'refused' }))
  })
})

describe('what goes wrong in it', () => {
  it.each([
    ['a type error of TypeScript', scoring('let x: = 1'), /line 5/, 5],
    ['an enum, which is more than types', `enum A { a }\n${scoring(PRODUCT)}`, /enum/, 1],
    ['what is no code', `${scoring(PRODUCT)}\n}}`, /Expression expected|Unexpected token/, 8],
    ['an import of another file', `import { x } from './other.ts'\n${scoring(PRODUCT)}`, /imports '\.\/other\.ts'/, 1],
    ['an import of Node’s', `\nimport fs from 'node:fs'\n${scoring(PRODUCT)}`, /imports 'node:fs'/, 2],
    ['an import while it runs', scoring(`void import('node:fs'); ${PRODUCT}`), /import in an expression/, 5],
    ['an export from elsewhere', `export * from './other.ts'\n${scoring(PRODUCT)}`, /exports from/, 1],
    ['no export', scoring(PRODUCT).replace('export ', ''), /neither createScore nor a default/, null],
    ['an export that is no function', 'export const createScore = 5', /not a function/, null],
    ['an error while it is loaded', `${scoring(PRODUCT)}\nthrow new RangeError('too late')`, /RangeError: too late/, 8],
    [
      'an error in createScore',
      'export const createScore = () => {\n  throw new Error("no")\n}',
      /createScore.*no$/,
      2,
    ],
    ['nothing made', 'export const createScore = () => null', /null, not an object/, null],
    ['heads that are no number', scoring(PRODUCT).replace('heads: 1', 'heads: "two"'), /heads is of type string/, null],
    ['heads without values', scoring(PRODUCT).replace('heads: 1', 'heads: 2'), /needs values/, null],
    ['an error in score', scoring('throw new Error("boom")'), /in score, line 5: boom/, 5],
    ['something that is not there', scoring('return tf.nonesuch(queries)'), /line 5: TypeError/, 5],
    ['shapes that do not fit together', scoring('return tf.matMul(queries, keys)'), /in score, line 5/, 5],
    ['a wrong shape', scoring('return queries'), /\[2, 3, 6\] where \[2, 1, 3, 4\]/, null],
    ['no tensor', scoring('return 3'), /gave 3, not a tensor/, null],
    ['a promise', scoring(PRODUCT).replace('score: (', 'score: async ('), /gave a promise/, null],
    ['whole numbers', scoring(`return tf.cast(${PRODUCT.slice(7)}, 'int32')`), /int32/, null],
    [
      'NaN',
      scoring('const x = tf.expandDims(queries, 1); return tf.log(tf.neg(tf.square(tf.matMul(x, keys, false, true))))'),
      /NaN or infinite/,
      null,
    ],
  ])('%s: named, with its line', (_, content, words, line) => {
    const error = failureOf(content)
    expect(error.code).toBe('bad-score')
    expect(error.message).toMatch(words)
    expect(error.problems).toEqual([
      expect.objectContaining({ path: `/somewhere/my-score.ts${line === null ? '' : `:${line}`}` }),
    ])
  })

  it('several heads with coverage: refused before anything is computed', () => {
    const two = scoring(PRODUCT).replace('heads: 1', 'values: { size: 1, prepare: (x) => x, join: (x) => x }, heads: 2')
    const { create } = loadOwnScore(moduleOf(two))
    const parameters = createParameters('pytorch', 1)
    expect(create(parameters, 'attention', SIZES).heads).toBe(2)
    expect(() => create(parameters, 'attention', { ...SIZES, coverage: true })).toThrow(
      expect.objectContaining({ code: 'bad-score', message: expect.stringContaining('model.attention.coverage=none') }),
    )
  })
})
