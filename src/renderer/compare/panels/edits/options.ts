import { z } from 'zod'
import { BOARD_BOUNDS } from '../../../../shared/board/board.ts'

const text = z.string().max(BOARD_BOUNDS.sentence)

export const editsOptions = z.object({
  /** The sentence that was edited: with another one at the cursor there is no edit. */
  of: text.default(''),
  /** Its tokens now. */
  tokens: z.array(text).max(BOARD_BOUNDS.sentence).default([]),
  /** Places among them that are read as `<unk>`. */
  masked: z.array(z.int().min(0)).max(BOARD_BOUNDS.sentence).default([]),
  /** What every output is made to begin with. */
  prefix: text.default(''),
  /** Whether they end there. */
  ends: z.boolean().default(false),
  /** Maps of before and after. */
  maps: z.boolean().default(true),
})
export type EditsOptions = z.output<typeof editsOptions>
