import { permutation } from '../shared/random.ts'

export interface PlanOptions {
  /** Length of each pair's sides, by pair. */
  readonly sourceLengths: ArrayLike<number>
  readonly targetLengths: ArrayLike<number>
  readonly batchSize: number
  readonly order: 'bucketed' | 'shuffled'
  readonly seed: number
}

/** So many batches are sorted by length together: few enough that membership changes between epochs. */
const POOL_BATCHES = 64

/**
 * The batches of an epoch as pair indices: every pair exactly once, a pure function of its arguments.
 * `shuffled` cuts a random order into batches. `bucketed` sorts each pool of that order by length before cutting, then
 * puts the batches into random order. One batch is smaller where the batch size does not divide the pairs.
 */
export function planEpoch(options: PlanOptions & { readonly epoch: number }): Int32Array[] {
  const { sourceLengths, batchSize, order, seed, epoch } = options
  const pairs = permutation(sourceLengths.length, seed, 'epoch/pairs', epoch)
  if (order === 'shuffled') return cut(pairs, batchSize)
  const batches = cut(pairs, batchSize * POOL_BATCHES).flatMap((pool) => cutByLength(pool, options))
  const batchOrder = permutation(batches.length, seed, 'epoch/batches', epoch)
  return Array.from(batchOrder, (batch) => batches[batch] ?? new Int32Array())
}

/**
 * Sorts by source length, cuts into slabs of whole batches, sorts each slab by target length and cuts it into batches:
 * as good as one sort where the two lengths go together, and far better where they do not. There are as many slabs
 * as batches in one. Pairs of equal lengths stay in random order, so their batches differ between epochs.
 */
function cutByLength(pool: Int32Array, { sourceLengths, targetLengths, batchSize }: PlanOptions): Int32Array[] {
  const slabBatches = Math.max(1, Math.round(Math.sqrt(pool.length / batchSize)))
  return cut(sortBy(pool, sourceLengths), slabBatches * batchSize).flatMap((slab) =>
    cut(sortBy(slab, targetLengths), batchSize),
  )
}

/** Stable, so that the result does not depend on the sorting method. */
function sortBy(pairs: Int32Array, lengths: ArrayLike<number>): Int32Array {
  return Int32Array.from(Array.from(pairs).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0)))
}

function cut(pairs: Int32Array, batchSize: number): Int32Array[] {
  const batches: Int32Array[] = []
  for (let start = 0; start < pairs.length; start += batchSize) batches.push(pairs.slice(start, start + batchSize))
  return batches
}

export interface BatchPlace {
  /** 0-based. */
  readonly epoch: number
  /** The pairs of the batch. */
  readonly indices: Int32Array
}

export interface BatchSchedule {
  readonly stepsPerEpoch: number
  /** The batch of a training step, counted from 1. Any step can be asked for, so a resumed run needs no replay. */
  batchAt(step: number): BatchPlace
}

/** The batches of all steps; the plan of the epoch last asked for is kept. */
export function createBatchSchedule(options: PlanOptions): BatchSchedule {
  if (options.sourceLengths.length === 0) throw new RangeError('There are no pairs to make batches of')
  const stepsPerEpoch = Math.ceil(options.sourceLengths.length / options.batchSize)
  let planned = { epoch: -1, batches: [] as Int32Array[] }
  return {
    stepsPerEpoch,
    batchAt(step) {
      if (!Number.isInteger(step) || step < 1) throw new RangeError(`Steps count from 1, not ${step}`)
      const epoch = Math.floor((step - 1) / stepsPerEpoch)
      if (planned.epoch !== epoch) planned = { epoch, batches: planEpoch({ ...options, epoch }) }
      return { epoch, indices: planned.batches[(step - 1) % stepsPerEpoch] ?? new Int32Array() }
    },
  }
}
