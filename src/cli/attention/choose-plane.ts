import { planeOf } from '../../shared/attention/plane.ts'
import { differencePlane } from '../../shared/attention/difference.ts'
import type { OverlayInput } from '../../shared/attention/overlays/overlay.ts'
import { outsideOf, windowOf } from '../../shared/attention/window.ts'
import { mergeAlignment, mergeWords, pieceStyle, wordsOfTokens } from '../../shared/attention/words.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { FoundMap } from './find-maps.ts'
import type { MapWish } from './options.ts'

/** One matrix of a run's map, as it is written. */
export interface ChosenPlane extends OverlayInput {
  readonly found: FoundMap
  /** Of a difference. */
  readonly minus: FoundMap | null
}

/** @throws not-found for a layer or head that there is not */
export function choosePlane(found: FoundMap, { layer, heads }: MapWish, words: Configuration | null): ChosenPlane {
  const { map, run } = found
  for (const [name, choice, count] of [
    ['layer', layer, map.layers],
    ['head', heads, map.heads],
  ] as const) {
    // prettier-ignore
    if (typeof choice === 'number' && choice >= count) {
      throw new SaccadeError('not-found', `Run ${run.run} has no ${name} ${choice + 1}: there are ${count}`)
    }
  }
  const plane = planeOf(map, layer, heads)
  if (!plane) throw new SaccadeError('internal', `The map of run ${run.run} is empty`)
  if (!words) {
    const [window, cutOff] = [windowOf(map, layer), outsideOf(map, layer, heads)]
    return { found, plane, signed: false, gold: found.gold, window, cutOff, minus: null }
  }
  const { tokenizer } = words.data
  const source = wordsOfTokens(plane.source, pieceStyle(plane.source, tokenizer.source))
  const target = wordsOfTokens(plane.target, pieceStyle(plane.target, tokenizer.target))
  const gold = found.gold && mergeAlignment(found.gold, source, target)
  return { found, plane: mergeWords(plane, source, target), signed: false, gold, ...NOT_OF_WORDS, minus: null }
}

/** Windows count tokens of one map. */
const NOT_OF_WORDS = { window: null, cutOff: null }

/** What is in the one and not in the other, token by token. */
export function subtract(a: ChosenPlane, b: ChosenPlane): ChosenPlane {
  return {
    found: a.found,
    plane: differencePlane(a.plane, b.plane),
    signed: true,
    gold: null,
    ...NOT_OF_WORDS,
    minus: b.found,
  }
}
