import { createPace } from '../../../ui/pace.ts'

/**
 * At which words and numbers beside the maps change while the cursor moves, all together: nobody reads sixty outputs a second, and
 * to lay them out costs a browser more than to paint the maps. Milliseconds.
 */
export const wordsPace = createPace(80)
