import { createPace } from '../ui/pace.ts'

/**
 * Milliseconds between two changes of the values of all charts that follow the cursor. Only those of the one that is pointed
 * at are read while something moves; and a hundred numbers cost a browser more to lay out than all else that a move does.
 */
const PACE = 250

const pace = createPace(PACE)

/** At once where nothing was told for a while, else soon; all charts together, so that the page is laid out once. */
export const tellTogether = (tell: () => void): void => pace.ask(tell)
