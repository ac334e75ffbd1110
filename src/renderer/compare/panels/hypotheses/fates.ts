import type { PrefixFate } from '../../../../shared/contract/asking.ts'

/** What became of a prefix, in words. */
export const FATES: Readonly<Record<PrefixFate, string>> = {
  continued: 'goes on',
  ended: 'an output that ended',
  dropped: 'pruned: others went on more probably',
  cut: 'cut off at the length limit',
  open: 'left when nothing could get better any more',
}
