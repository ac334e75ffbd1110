import { z } from 'zod'
import { BOARD_BOUNDS } from '../../../../shared/board/board.ts'

export const textOptions = z.object({
  text: z
    .string()
    .max(BOARD_BOUNDS.text)
    .default('')
    .meta({ title: 'Text', description: 'Markdown; a heading in its first line is the title of the panel' }),
})
export type TextOptions = z.output<typeof textOptions>
