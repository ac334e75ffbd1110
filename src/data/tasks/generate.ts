import { SaccadeError } from '../../shared/errors.ts'
import type { DataSource } from '../../shared/config/data.ts'
import type { Pace } from '../../shared/pace.ts'
import { randomStream } from '../../shared/random.ts'
import type { RawPair } from '../types.ts'
import { TASKS } from './registry.ts'
import type { TaskFamily } from './task.ts'

type TaskSource = Extract<DataSource, { kind: 'task' }>

/** Draws without anything new, per source of a family, after which the family counts as used up. */
const PATIENCE = 40

/**
 * The pairs of a generated task: no source twice, training and validation disjoint. Validation is drawn first, so it
 * stays the same whatever the number of training pairs, and more training pairs only add to the fewer.
 * @throws bad-configuration when the settings allow fewer different sources than are asked for
 */
export async function generateTask(
  source: TaskSource,
  seed: number,
  pace: Pace,
): Promise<{ train: RawPair[]; valid: RawPair[] }> {
  const task = TASKS[source.task]
  const wanted = source.validPairs + source.trainPairs
  const families = task.families(source)
  const possible = families.reduce((sum, family) => sum + family.size, 0)
  if (possible < wanted) throw tooSmall(source, possible)

  const open = families.map((family) => ({ family, drawn: 0, attempts: 0 }))
  const seen = new Set<string>()
  const pairs: RawPair[] = []
  for (let index = 0; pairs.length < wanted; index++) {
    if (index % 1000 === 0) await pace.breathe()
    const random = randomStream(seed, `task/${task.id}`, index)
    const place = random.integer(open.length)
    const state = open[place]
    if (!state) throw tooSmall(source, pairs.length)
    const { alignment, source: text, target } = state.family.draw(random)
    state.attempts++
    if (!seen.has(text)) {
      seen.add(text)
      state.drawn++
      pairs.push({ source: text, target, alternatives: [], alignment, origin: '' })
    }
    if (isUsedUp(state)) open.splice(place, 1)
  }
  return { valid: pairs.slice(0, source.validPairs), train: pairs.slice(source.validPairs) }
}

function isUsedUp({ family, drawn, attempts }: { family: TaskFamily; drawn: number; attempts: number }): boolean {
  return drawn >= family.size || attempts > PATIENCE * (family.size + PATIENCE)
}

function tooSmall(source: TaskSource, possible: number): SaccadeError {
  const wanted = source.trainPairs + source.validPairs
  const wider =
    source.task === 'dates'
      ? ''
      : source.task === 'addition'
        ? ', or allow longer numbers'
        : ', or allow longer sources or more symbols'
  const message = `${source.trainPairs} training and ${source.validPairs} validation pairs are asked for, but these settings of “${source.task}” allow only ${possible} different sources`
  return new SaccadeError('bad-configuration', message, {
    hint: `Ask for ${wanted > possible ? `at most ${possible}` : 'fewer'} pairs in all${wider}.`,
    problems: [{ path: 'data.source.trainPairs', message }],
  })
}
