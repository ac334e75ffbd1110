import { EOS } from '../../data/vocabulary.ts'
import type { FinalScore, HypothesisTree, PrefixFate, TreeNode } from '../../shared/contract/asking.ts'
import type { BeamObserver, ObservedStep } from './beam.ts'
import type { Ended, Prefix } from './beam-sentence.ts'
import { lengthPenalty, type Penalties } from './penalties.ts'

interface Grown {
  readonly parent: number | null
  readonly prefix: Prefix | null
  children: number
  fate: PrefixFate
  ended: Ended | null
  next: ObservedStep['alternatives'][number] | null
}

export interface BeamRecorder extends BeamObserver {
  /** All that was looked into; `tokenOf` names an id. */
  tree(tokenOf: (id: number) => string): HypothesisTree
}

/** Writes down how the beam of one sentence grows. `best` hypotheses are given. */
export function createBeamRecorder(alternatives: number, best: number, penalties: Penalties): BeamRecorder {
  const root: Grown = { parent: null, prefix: null, children: 0, fate: 'dropped', ended: null, next: null }
  const grown: Grown[] = [root]
  const places = new Map<Prefix | null, number>([[null, 0]])

  function add(prefix: Prefix, fate: PrefixFate, ended: Ended | null): void {
    const parent = places.get(prefix.before) ?? 0
    const before = grown[parent]
    if (before) {
      before.children++
      before.fate = 'continued'
    }
    places.set(prefix, grown.length)
    grown.push({ parent, prefix, children: 0, fate, ended, next: null })
  }

  return {
    alternatives,
    step({ from, taken, alternatives: next, open }) {
      from.forEach((prefix, slot) => {
        const node = grown[places.get(prefix) ?? -1]
        if (node) node.next = next[slot] ?? null
      })
      const cutOff = new Map(taken.cutOff.map((ended) => [ended.prefix, ended]))
      for (const prefix of taken.living) {
        const cut = cutOff.get(prefix) ?? null
        // Until it is continued: what the next step drops stays so.
        add(prefix, cut ? 'cut' : open ? 'dropped' : 'open', cut)
      }
      for (const ended of taken.ended) add(ended.prefix, 'ended', ended)
    },
    tree(tokenOf) {
      const ranks = ranksOf(grown, best)
      return grown.map((node): TreeNode => {
        const { parent, prefix, fate, ended, next } = node
        const score = prefix?.score ?? 0
        return {
          parent,
          token: prefix ? tokenOf(prefix.token) : '',
          logProbability: score - (prefix?.before?.score ?? 0),
          score,
          fate,
          final: ended && finalScore(ended, ranks.get(ended) ?? null, penalties),
          next: Array.from(next?.ids ?? [], (id, index) => ({
            token: tokenOf(id),
            probability: Math.exp(next?.logProbabilities[index] ?? NaN),
          })),
        }
      })
    },
  }
}

/** Those with `<eos>` by their score, then those cut off by theirs, as the search gives them. */
function ranksOf(grown: readonly Grown[], best: number): Map<Ended, number> {
  const all = grown.flatMap(({ ended }) => ended ?? [])
  const byScore = (a: Ended, b: Ended) => b.penalizedScore - a.penalizedScore
  const complete = all.filter(({ prefix }) => prefix.token === EOS).sort(byScore)
  const cut = all.filter(({ prefix }) => prefix.token !== EOS).sort(byScore)
  return new Map([...complete, ...cut].slice(0, best).map((ended, rank) => [ended, rank]))
}

function finalScore(
  { prefix, penalizedScore, coverage }: Ended,
  rank: number | null,
  { lengthPenalty: alpha, coveragePenalty: beta }: Penalties,
): FinalScore {
  const byLength = prefix.score / lengthPenalty(prefix.length, alpha) - prefix.score
  return { rank, penalizedScore, byLength, byCoverage: beta * coverage }
}
