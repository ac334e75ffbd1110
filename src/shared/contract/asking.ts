import { z } from 'zod'
import type { Alignment, AttentionMap } from './attention.ts'
import { decodingMethodSchema } from './decoding.ts'
import type { ReferenceScore, TranslationHypothesis } from './translation.ts'
import type { RunId } from './values.ts'

/** Of one question, on either side: far more than any model was trained on. */
export const MOST_ASKED_CHARACTERS = 100_000
export const MOST_ALTERNATIVES = 50

const text = z.string().max(MOST_ASKED_CHARACTERS)

/** What is asked about one sentence. Each run cuts the texts as it cut its data. */
export const questionShape = {
  source: text,
  /** Fed besides: the answer says what was attended to while it was, and how probable each of its tokens is. */
  target: text.optional(),
  /** The output begins with these tokens, whatever the model would have chosen; it goes on from there by itself. */
  prefix: text.optional(),
  /** The output ends after the prefix: `<eos>` is given, too, which no text stands for. */
  prefixEnds: z.boolean().default(false),
  /** Places of source tokens, from 0, that are read as `<unk>`. */
  masked: z.array(z.int().min(0)).max(MOST_ASKED_CHARACTERS).optional(),
  /** Without it, greedy. */
  decoding: decodingMethodSchema.optional(),
  /** How many of the most probable tokens to tell of each place of the output. */
  alternatives: z.int().min(0).max(MOST_ALTERNATIVES).default(5),
  /** How the beam grew; only for a beam. */
  tree: z.boolean().default(false),
}

/** A token that might have stood at a place. */
export interface Alternative {
  readonly token: string
  readonly probability: number
}

export interface AnsweredToken {
  /** As the text would have it; `<unk>` and `<eos>` as they are. */
  readonly token: string
  /** Natural logarithm. */
  readonly logProbability: number
  /** The most probable tokens at this place, the best first. */
  readonly alternatives: readonly Alternative[]
}

/** How a hypothesis that came to its end is ranked: the sum of its log-probability and what each penalty adds to it. */
export interface FinalScore {
  /** Among the hypotheses given, from 0; null where others were better. */
  readonly rank: number | null
  readonly penalizedScore: number
  /** What dividing by the length penalty adds. */
  readonly byLength: number
  /** What attending to the source adds; at most 0. */
  readonly byCoverage: number
}

/**
 * What became of a prefix: it was `continued`; `ended` with `<eos>`; was `dropped`, because every continuation was less
 * probable than those of others; was `cut` off at the length limit; or was left `open`, when nothing could get better any more.
 */
export type PrefixFate = 'continued' | 'ended' | 'dropped' | 'cut' | 'open'

export interface TreeNode {
  /** Place of the prefix before it; null for the root, which has no token. */
  readonly parent: number | null
  readonly token: string
  /** Natural logarithm, of this token after those before it. */
  readonly logProbability: number
  /** Sum up to here. */
  readonly score: number
  readonly fate: PrefixFate
  readonly final: FinalScore | null
  /** The most probable next tokens, the best first; those that no child has were pruned right there. */
  readonly next: readonly Alternative[]
}

/** All that a beam looked into: parents come before their children, the root first. */
export type HypothesisTree = readonly TreeNode[]

/** What a model makes of a sentence. */
export interface ModelAnswer {
  /** Tokens as the text has them. */
  readonly source: readonly string[]
  /** Those that the output was made to begin with. */
  readonly prefix: readonly string[]
  /** Where tokens stand, from 0, that were never seen in training and are read as `<unk>`. */
  readonly unknown: {
    readonly source: readonly number[]
    readonly target: readonly number[]
    readonly prefix: readonly number[]
  }
  /** The output token by token, `<eos>` included where it was reached. */
  readonly tokens: readonly AnsweredToken[]
  /** Of a beam the best first, of sampling in the order drawn; the first is the output. */
  readonly hypotheses: readonly TranslationHypothesis[]
  /** As a snapshot has them: teacher-forced where there is a target, then free-running of the output. */
  readonly maps: readonly AttentionMap[]
  /** How probable the target is; null without one. */
  readonly reference: ReferenceScore | null
  readonly tree: HypothesisTree | null
}

/** The same of a run, and with which of its checkpoints. */
export interface RunAnswer extends ModelAnswer {
  readonly run: RunId
  /** Of the checkpoint: the one nearest to the step that was asked for. */
  readonly step: number
  /** The gold alignment, where source and target are a validation pair of the run that has one. */
  readonly alignment: Alignment | null
}
