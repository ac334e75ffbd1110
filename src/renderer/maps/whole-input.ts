import type { OverlayInput } from '../../shared/attention/overlays/overlay.ts'
import { planeOf } from '../../shared/attention/plane.ts'
import { outsideOf, windowOf } from '../../shared/attention/window.ts'
import type { Alignment, AttentionMap } from '../../shared/contract/attention.ts'

/** The mean over all layers and heads of a map with what overlays need of it; null for a model without attention. */
export function wholeInput(map: AttentionMap, gold: Alignment | null): OverlayInput | null {
  const plane = planeOf(map, 'mean', 'mean')
  const cutOff = outsideOf(map, 'mean', 'mean')
  return plane && { plane, signed: false, gold, window: windowOf(map, 'mean'), cutOff }
}
