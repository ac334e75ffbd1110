import { Command, InvalidArgumentError } from 'commander'
import { CASES } from './cases.ts'

/** The case that is no training step: a validation pass, eager and compiled. */
export const VALIDATION = 'VALIDATION'

export interface Options {
  readonly cases: readonly string[]
  readonly rounds: number
  readonly steps: number
  /** The steps where the command line tells them: also the size of G2P's slice then. */
  readonly stepsGiven: number | null
  readonly device: 'cpu' | 'gpu'
  readonly dropout: number | null
  readonly quick: boolean
  readonly memory: boolean
  readonly withPytorch: boolean
  readonly json: string | null
}

/** Reads the command line; ends the process with a message where it makes no sense. */
export function readOptions(args: readonly string[]): Options {
  const known = [...CASES.map(({ id }) => id), VALIDATION]
  const command = new Command('npm run bench --')
    .description('Times training steps: eager tfjs-node, compiled, and PyTorch, in turns on this machine.')
    .option('--only <cases>', `some of ${known.join(',')}`, (text) => chooseCases(text, known))
    .option('--rounds <number>', 'turns that each contender gets', count)
    .option('--steps <number>', 'steps a turn; of G2P batches in the slice', count)
    .option('--device <device>', 'cpu or gpu', chooseDevice, 'cpu')
    .option('--dropout <rate>', 'for all cases, instead of 0 (R1 to R4) and 0.1 (G2P)', rate)
    .option('--quick', 'tiny sizes: shows that the bench works, and nothing about speed', false)
    .option('--memory', 'also watch tensors, handles and memory over 2,000 compiled steps of R3', false)
    .option('--with-pytorch', 'install PyTorch into the cache folder first, where it is not there', false)
    .option('--json <file>', 'write the results to this file')
    .showHelpAfterError()
    .parse([...args], { from: 'user' })
  const given = command.opts<{
    only?: string[]
    rounds?: number
    steps?: number
    device: 'cpu' | 'gpu'
    dropout?: number
    quick: boolean
    memory: boolean
    withPytorch: boolean
    json?: string
  }>()
  return {
    cases: given.only ?? known,
    rounds: given.rounds ?? (given.quick ? 1 : 5),
    steps: given.steps ?? (given.quick ? 2 : 8),
    stepsGiven: given.steps ?? null,
    device: given.device,
    dropout: given.dropout ?? null,
    quick: given.quick,
    memory: given.memory,
    withPytorch: given.withPytorch,
    json: given.json ?? null,
  }
}

function chooseCases(text: string, known: readonly string[]): string[] {
  const ids = text.split(',').map((id) => id.trim().toUpperCase())
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no case ${unknown.join(', ')}.`)
  return ids
}

function chooseDevice(text: string): 'cpu' | 'gpu' {
  if (text === 'cpu' || text === 'gpu') return text
  throw new InvalidArgumentError('It is cpu or gpu.')
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It is a whole number above 0.')
}

function rate(text: string): number {
  const value = Number(text)
  if (value >= 0 && value < 1) return value
  throw new InvalidArgumentError('It is from 0 to below 1.')
}
