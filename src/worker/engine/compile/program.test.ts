import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NativeBackend } from '../backend.ts'
import { nativeBackend } from '../backend.ts'
import { loadEngine } from '../load.ts'
import { updateInPlace } from './in-place.ts'
import { Program } from './program.ts'
import type { Body, Tensors } from './trace.ts'

let backend: NativeBackend

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  const native = nativeBackend()
  if (!native) throw new Error('These tests need TensorFlow.')
  backend = native
})

const numbers = (tensor: tf.Tensor | undefined) => Array.from(tensor?.dataSync() ?? [])
const part = (tensors: Tensors, name: string) => tensors[name] ?? tf.scalar(NaN)

/** One gradient step of Σ (x w)², giving the sum. */
function descend(weight: tf.Variable): Body {
  return (inputs) => {
    const loss = () => tf.sum<tf.Scalar>(tf.square(tf.matMul(part(inputs, 'x'), weight)))
    const { value, grads } = tf.variableGrads(loss, [weight])
    const gradient = grads[weight.name]
    if (gradient) weight.assign(tf.sub(weight, tf.mul(part(inputs, 'rate'), gradient)))
    return { loss: value }
  }
}

function withProgram(variables: tf.Variable[], use: (program: Program) => void, selfCheck = true): void {
  const program = new Program(backend, variables, { selfCheck })
  try {
    use(program)
  } finally {
    program.dispose()
    tf.dispose(variables)
  }
}

describe('Program', () => {
  it('replays a training step as eager code runs it, bit for bit', () => {
    const start = tf.tensor2d([1, -2, 0.5, 3, 0.25, -1], [3, 2])
    const eager = tf.variable(start)
    const inputs = { x: tf.tensor2d([[1, 2, 3]]), rate: tf.scalar(0.01) }
    const expected = [1, 2, 3].map(() => tf.tidy(() => [...numbers(descend(eager)(inputs).loss), ...numbers(eager)]))
    const weight = tf.variable(start)
    withProgram([weight], (program) => {
      program.define('descend', inputs, descend(weight))
      expect(numbers(weight)).toEqual(numbers(start)) // tracing changed nothing
      const actual = [1, 2, 3].map(() => {
        const { loss } = program.call('descend', inputs)
        program.pull()
        return [...numbers(loss), ...numbers(weight)]
      })
      expect(actual).toEqual(expected)
    })
  })

  it('shares the variables among its functions, also one that is added later', () => {
    const count = tf.variable(tf.scalar(1))
    withProgram([count], (program) => {
      program.define('double', {}, () => {
        count.assign(tf.mul(count, 2))
        return { count: tf.clone(count) }
      })
      expect(numbers(program.call('double', {}).count)).toEqual([2])
      expect(numbers(program.call('double', {}).count)).toEqual([4])
      program.define('increase', { by: tf.scalar(0) }, (inputs) => {
        count.assign(tf.add(count, part(inputs, 'by')))
        return { count: tf.clone(count) }
      })
      expect(numbers(program.call('increase', { by: tf.scalar(3) }).count)).toEqual([7])
      expect(numbers(program.call('double', {}).count)).toEqual([14])
    })
  })

  it('computes what depends on variables alone once for all functions, and anew where they have changed', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]))
    const scaled: Body = (inputs) => {
      let grown: tf.Tensor = weight
      for (let i = 0; i < 50; i++) grown = tf.mul(grown, i % 2 === 0 ? 2 : 0.5)
      return { scaled: tf.mul(part(inputs, 'x'), tf.neg(tf.reshape(grown, [2, 1]))), weight: tf.add(weight, 0) }
    }
    const update: Body = () => {
      weight.assign(tf.mul(weight, 3))
      return { done: tf.clone(weight) }
    }
    withProgram([weight], (program) => {
      const eager = (x: tf.Tensor) => tf.tidy(() => Object.values(scaled({ x })).map(numbers))
      const compiled = (name: string, x: tf.Tensor) => Object.values(program.call(name, { x })).map(numbers)
      const [wide, narrow] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6], [2, 1])]
      program.define('wide', { x: wide }, scaled)
      const { nodes } = program
      expect(nodes).toBeLessThan(12) // not the fifty products
      program.define('update', {}, update)
      expect(compiled('wide', wide)).toEqual(eager(wide))
      program.call('update', {})
      program.call('update', {})
      const before = compiled('wide', wide)
      program.pull()
      expect(before).toEqual(eager(wide))
      program.define('narrow', { x: narrow }, scaled) // loads the graph anew
      weight.assign(tf.tensor1d([-1, 0.5]))
      expect(compiled('narrow', narrow)).toEqual(eager(narrow))
      expect(compiled('wide', wide)).toEqual(eager(wide))
      expect(program.nodes).toBeLessThan(3 * nodes)
    })
  })

  it('keeps several results of several operations on variables, asked for in any order', () => {
    const [first, second] = [tf.variable(tf.tensor2d([[1], [2]])), tf.variable(tf.tensor2d([[3], [5]]))]
    const x = tf.tensor1d([10])
    const body: Body = (inputs) => {
      const [a, b] = [tf.unstack(first), tf.unstack(second)]
      const line = (index: number) => tf.add(tf.mul(part(inputs, 'x'), a[index] ?? NaN), b[index] ?? NaN)
      return { lower: line(0), upper: line(1) }
    }
    withProgram([first, second], (program) => {
      program.define('lines', { x }, body)
      expect(Object.values(program.call('lines', { x })).map(numbers)).toEqual([[13], [25]])
    })
  })

  it('updates in place with TensorFlow’s own operation, and leaves alone what was pulled before', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]))
    const rate = 0.5
    withProgram([weight], (program) => {
      program.define('descend', { gradient: tf.tensor1d([0, 0]) }, (inputs) => {
        const gradient = part(inputs, 'gradient')
        updateInPlace(
          {
            op: 'ResourceApplyGradientDescent',
            attributes: { T: { kind: 'type', value: 'float32' } },
            variables: [weight],
            inputs: [tf.scalar(rate), gradient],
          },
          () => weight.assign(tf.sub(weight, tf.mul(gradient, rate))),
        )
        return { done: tf.scalar(1) }
      })
      const gradient = tf.tensor1d([1, 1])
      program.call('descend', { gradient })
      program.pull()
      const pulled = tf.clone(weight)
      program.call('descend', { gradient })
      expect(numbers(pulled)).toEqual([0.5, 1.5])
      program.pull()
      expect(numbers(weight)).toEqual([0, 1])
    })
  })

  it.each<[string, RegExp, () => Body]>([
    [
      'a value read in JavaScript',
      /value of Mul was read.*program\.test\.ts/s,
      () =>
        ({ x }) => ({ y: tf.scalar(numbers(tf.mul(x ?? 0, 2))[0] ?? 0) }),
    ],
    [
      'hidden randomness',
      /random/i,
      () =>
        ({ x }) => ({ y: tf.add(x ?? 0, tf.multinomial(tf.tensor1d([0.5, 0.5]), 1, 7)) }),
    ],
    [
      'a tensor from outside',
      /made before the trace/,
      () => {
        const outside = tf.tensor1d([1, 2])
        return ({ x }) => ({ y: tf.mul(x ?? 0, outside) })
      },
    ],
  ])('refuses %s, naming it', (_what, message, body) => {
    withProgram([], (program) => {
      const traced = body()
      expect(() => program.define('f', { x: tf.tensor1d([1, 2]) }, traced)).toThrow(message)
      expect(program.has('f')).toBe(false)
      program.define('f', { x: tf.tensor1d([1, 2]) }, ({ x }) => ({ y: tf.mul(x ?? 0, 2) })) // and goes on
      expect(numbers(program.call('f', { x: tf.tensor1d([3, 4]) }).y)).toEqual([6, 8])
    })
  })

  it('refuses inputs of another shape', () => {
    withProgram([], (program) => {
      program.define('f', { x: tf.tensor1d([1, 2]) }, ({ x }) => ({ y: tf.mul(x ?? 0, 2) }))
      expect(() => program.call('f', { x: tf.tensor1d([1, 2, 3]) })).toThrow('shape [2] and got [3]')
      expect(() => program.call('f', {})).toThrow('got nothing')
    })
  })

  it('refuses one tensor under two names, which a graph would feed with one value', () => {
    const weight = tf.variable(tf.scalar(2))
    withProgram([weight], (program) => {
      const x = tf.scalar(1)
      const sum: Body = (inputs) => ({ y: tf.add(part(inputs, 'a'), part(inputs, 'b')) })
      expect(() => program.define('f', { a: x, b: x }, sum)).toThrow('a and b are one tensor')
      expect(() => program.define('f', { a: x, b: weight }, sum)).toThrow('a variable and b are one tensor')
      program.define('f', { a: x, b: tf.scalar(1) }, sum)
      expect(numbers(program.call('f', { a: x, b: x }).y)).toEqual([2]) // replaying, it is fed twice
    })
  })

  it('refuses a variable that is not the program’s, read or updated', () => {
    const [weight, foreign] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3))]
    const update = () =>
      updateInPlace(
        {
          op: 'ResourceApplyGradientDescent',
          attributes: { T: { kind: 'type', value: 'float32' } },
          variables: [foreign],
          inputs: [tf.scalar(1), tf.scalar(1)],
        },
        () => undefined,
      )
    withProgram([weight], (program) => {
      expect(() => program.define('read', {}, () => ({ y: tf.mul(weight, foreign) }))).toThrow(/made before the trace/)
      expect(() => program.define('update', {}, () => (update(), { y: tf.scalar(1) }))).toThrow(
        /ResourceApplyGradientDescent updates a variable that is not the program’s/,
      )
    })
    foreign.dispose()
  })

  it('says so when TensorFlow lacks an operation, and goes on', () => {
    const weight = tf.variable(tf.scalar(1))
    withProgram([weight], (program) => {
      program.define('odd', {}, () => {
        updateInPlace({ op: 'ResourceApplyMagic', attributes: {}, variables: [weight], inputs: [] }, () => undefined)
        return { y: tf.scalar(1) }
      })
      expect(() => program.call('odd', {})).toThrow(/ResourceApplyMagic/)
      expect(numbers(weight)).toEqual([1])
    })
  })

  it('finds out on the first run when the graph computes something else, and takes its update back', () => {
    const weight = tf.variable(tf.scalar(1))
    withProgram([weight], (program) => {
      let runs = 0
      program.define('impure', {}, () => {
        weight.assign(tf.add(weight, ++runs)) // a number of JavaScript's, baked in by the trace
        return { value: tf.clone(weight) }
      })
      expect(() => program.call('impure', {})).toThrow(/impure.*something else/)
      expect(numbers(weight)).toEqual([1])
    })
  })

  it('keeps neither handles nor tensors over many calls', () => {
    const weight = tf.variable(tf.tensor2d([1, -2, 0.5, 3, 0.25, -1], [3, 2]))
    const inputs = { x: tf.tensor2d([[1, 2, 3]]), rate: tf.scalar(0.01) }
    withProgram([weight], (program) => {
      program.define('descend', inputs, descend(weight))
      const run = () => {
        tf.dispose(program.call('descend', inputs))
        program.pull()
      }
      run()
      run()
      const before = [tf.memory().numTensors, backend.binding.getNumOfTensors()]
      for (let i = 0; i < 200; i++) run()
      expect([tf.memory().numTensors, backend.binding.getNumOfTensors()]).toEqual(before)
    })
  })
})

describe('sums over time steps', () => {
  it('are computed at once, with the same gradients up to rounding', () => {
    const weight = tf.variable(tf.randomUniform([4, 4], -0.5, 0.5, 'float32', 3))
    const bias = tf.variable(tf.randomUniform([4], -0.5, 0.5, 'float32', 4))
    const inputs = { x: tf.randomUniform([5, 4], -1, 1, 'float32', 5) }
    const body: Body = ({ x }) => {
      const { grads } = tf.variableGrads(() => {
        let h: tf.Tensor = x ?? tf.zeros([5, 4])
        for (let t = 0; t < 6; t++) h = tf.tanh(tf.add(tf.matMul(h, weight), bias))
        return tf.sum<tf.Scalar>(h)
      }, [weight, bias])
      return { weight: grads[weight.name] ?? tf.scalar(NaN), bias: grads[bias.name] ?? tf.scalar(NaN) }
    }
    const eager = tf.tidy(() =>
      Object.fromEntries(Object.entries(body(inputs)).map(([key, value]) => [key, numbers(value)])),
    )
    withProgram([weight, bias], (program) => {
      program.define('f', inputs, body)
      const unfused = 6 * 3 // a forward product and two backward ones a step, were nothing done
      expect(program.nodes).toBeLessThan(unfused * 4)
      const compiled = program.call('f', inputs)
      for (const [key, expected] of Object.entries(eager)) {
        numbers(compiled[key]).forEach((value, index) => {
          expect(value).toBeCloseTo(expected[index] ?? NaN, 5)
        })
      }
    })
  })
})
