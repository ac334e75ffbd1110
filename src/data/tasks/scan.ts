import type { Alignment } from '../../shared/contract/attention.ts'
import type { DataSource } from '../../shared/config/data.ts'
import { permutation } from '../../shared/random.ts'
import type { RawPair } from '../types.ts'

/**
 * SCAN (Lake and Baroni 2018, “Generalization without systematicity”, figure 1 and the grammar of its supplement):
 *
 *     C → S and S | S after S | S        V → D1 opposite D2 | D1 around D2 | D | U
 *     S → V twice | V thrice | V         D → U left | U right | turn left | turn right
 *                                        U → walk | look | run | jump
 *
 * 20,910 commands in all, none of them twice.
 */
type ScanSplit = Extract<DataSource, { kind: 'scan' }>['split']

const ACTIONS = { walk: 'I_WALK', look: 'I_LOOK', run: 'I_RUN', jump: 'I_JUMP' } as const
const TURNS = { left: 'I_TURN_LEFT', right: 'I_TURN_RIGHT' } as const
/** Actions of the longest training command, and of the shortest one held out. */
const [LONGEST, SHORTEST_HELD_OUT] = [22, 24]
/** The published files repeat a held-out primitive until it is a tenth of the training pairs. */
const SHARE_OF_PRIMITIVE = 0.1
const SIMPLE_TRAINING = 0.8

/** An action with the words that cause it: one by its meaning (sure), the others by having it done at all or again. */
interface Act {
  readonly action: string
  readonly sure: number
  readonly others: readonly number[]
}

interface Phrase {
  readonly words: readonly string[]
  readonly acts: readonly Act[]
}

/** The pairs of a split, in an order that the seed decides; `simple` decides with it what is held out, too. */
export function splitScan(split: ScanSplit, seed: number): { train: RawPair[]; valid: RawPair[] } {
  const commands = shuffled(allCommands().map(toPair), seed)
  const parts = {
    simple: () => cutAt(commands, SIMPLE_TRAINING * commands.length),
    length: () => byLength(commands),
    jump: () => addPrimitive(commands, 'jump'),
    'turn-left': () => addPrimitive(commands, 'turn left'),
  }
  return parts[split]()
}

function allCommands(): Phrase[] {
  const sentences = verbPhrases().flatMap((phrase) => [phrase, repeat(phrase, 'twice', 2), repeat(phrase, 'thrice', 3)])
  const joined = sentences.flatMap((first) =>
    sentences.flatMap((second) => [join(first, 'and', second), join(first, 'after', second)]),
  )
  return [...sentences, ...joined]
}

/** V of the grammar. */
function verbPhrases(): Phrase[] {
  const simple = Object.entries(ACTIONS).map(([verb, action]) => ({ words: [verb], acts: [act(action, 0)] }))
  const directed = [...Object.entries(ACTIONS), ['turn', null] as const].flatMap(([verb, action]) =>
    Object.entries(TURNS).flatMap(([direction, turn]) => {
      const verbs = action === null ? [0] : [] // the word “turn” is no action of its own, but has the turn done
      const done = (...others: number[]) => (action === null ? [] : [act(action, 0, others)])
      const turning = act(turn, 2, [...verbs, 1])
      return [
        { words: [verb, direction], acts: [act(turn, 1, verbs), ...done()] },
        { words: [verb, 'opposite', direction], acts: [turning, turning, ...done()] },
        { words: [verb, 'around', direction], acts: Array.from({ length: 4 }, () => [turning, ...done(1)]).flat() },
      ]
    }),
  )
  return [...simple, ...directed]
}

function act(action: string, sure: number, others: readonly number[] = []): Act {
  return { action, sure, others }
}

function repeat({ words, acts }: Phrase, adverb: string, times: number): Phrase {
  const again = acts.map((each) => ({ ...each, others: [...each.others, words.length] }))
  return { words: [...words, adverb], acts: Array.from({ length: times }, () => again).flat() }
}

function join(first: Phrase, conjunction: 'and' | 'after', second: Phrase): Phrase {
  const offset = first.words.length + 1
  const moved = second.acts.map(({ action, sure, others }) => ({
    action,
    sure: sure + offset,
    others: others.map((at) => at + offset),
  }))
  return {
    words: [...first.words, conjunction, ...second.words],
    acts: conjunction === 'and' ? [...first.acts, ...moved] : [...moved, ...first.acts],
  }
}

function toPair({ words, acts }: Phrase): RawPair {
  const sure = acts.map((each, target) => [each.sure, target] as const)
  const others = acts.flatMap((each, target) => each.others.map((source) => [source, target] as const))
  const alignment: Alignment = { sure, possible: [...sure, ...others] }
  const target = acts.map(({ action }) => action).join(' ')
  return { source: words.join(' '), target, alternatives: [], alignment, origin: '' }
}

function shuffled(pairs: readonly RawPair[], seed: number): RawPair[] {
  return Array.from(permutation(pairs.length, seed, 'scan', 0)).flatMap((index) => pairs[index] ?? [])
}

function cutAt(pairs: readonly RawPair[], place: number) {
  return { train: pairs.slice(0, place), valid: pairs.slice(place) }
}

function byLength(pairs: readonly RawPair[]) {
  const length = ({ target }: RawPair) => target.split(' ').length
  return {
    train: pairs.filter((pair) => length(pair) <= LONGEST),
    valid: pairs.filter((pair) => length(pair) >= SHORTEST_HELD_OUT),
  }
}

/** Of the commands with the primitive only itself is trained on, in a tenth of the training pairs. */
function addPrimitive(pairs: readonly RawPair[], primitive: string) {
  const has = ({ source }: RawPair) => ` ${source} `.includes(` ${primitive} `)
  const others = pairs.filter((pair) => !has(pair))
  const alone = pairs.filter(({ source }) => source === primitive)
  const copies = Math.round((others.length * SHARE_OF_PRIMITIVE) / (1 - SHARE_OF_PRIMITIVE))
  return {
    train: [...others, ...Array.from({ length: copies }, () => alone).flat()],
    valid: pairs.filter((pair) => has(pair) && pair.source !== primitive),
  }
}
