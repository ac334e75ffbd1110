import type { Alignment } from '../../shared/contract/attention.ts'
import type { TaskId } from '../../shared/config/data.ts'
import type { RandomStream } from '../../shared/random.ts'
import type { TokenizerId } from '../../shared/tokenizers.ts'

export interface TaskSettings {
  readonly minimumLength: number
  readonly maximumLength: number
  readonly symbols: number
}

export interface TaskPair {
  readonly source: string
  readonly target: string
  /** Between token positions under the task's own tokeniser. */
  readonly alignment: Alignment
}

/** Sources of one kind, such as one length; pairs are drawn evenly over the families that still have some left. */
export interface TaskFamily {
  /** How many different sources there are; Infinity for more than can be counted. */
  readonly size: number
  draw(random: RandomStream): TaskPair
}

/** A generated task: endless pairs with a known answer. */
export interface Task {
  readonly id: TaskId
  readonly title: string
  readonly description: string
  /** How the texts are meant to be cut; alignments hold for this tokeniser only. */
  readonly tokenizer: TokenizerId
  readonly hasAlignment: boolean
  families(settings: TaskSettings): TaskFamily[]
}
