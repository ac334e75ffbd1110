import { type DifferencePlane, differencePlane } from '../../../../shared/attention/difference.ts'
import { type AxisChoice, type Plane, planeOf } from '../../../../shared/attention/plane.ts'
import { outsideOf, windowOf } from '../../../../shared/attention/window.ts'
import { mergeAlignment, mergeWords, pieceStyle, wordsOfTokens } from '../../../../shared/attention/words.ts'
import type { Alignment, AttentionMap, DecodingMode } from '../../../../shared/contract/attention.ts'
import type { TokenizerId } from '../../../../shared/tokenizers.ts'
import type { Snapshot } from '../../../../shared/contract/runs.ts'
import { type TokenMarks, isExact, markTokens } from '../../../ui/token-diff.ts'
import type { OverlayInput } from '../../../../shared/attention/overlays/overlay.ts'
import { type MapFace, barsOf } from '../../../maps/face.ts'
import { BAR, labelRoom } from '../../../maps/face-layout.ts'
import type { MapsOptions } from './options.ts'
import { picksOf } from './picks.ts'

/** What tokenisers made of both sides. */
export interface Tokenizers {
  readonly source: TokenizerId
  readonly target: TokenizerId
}

/** Something kept of one run, and how its tokens were made. */
export interface Kept {
  readonly snapshot: Pick<Snapshot, 'maps' | 'sentence' | 'run' | 'step'>
  readonly tokenizers: Tokenizers
}

/** What one map of the panel shows. */
export interface FaceContent {
  /** Tells it from the others of the same kept sentence. */
  readonly key: string
  readonly title: string
  readonly mode: DecodingMode
  readonly layer: AxisChoice
  readonly head: AxisChoice
  readonly input: OverlayInput
}

export const OTHER_MODE = { 'teacher-forced': 'free-running', 'free-running': 'teacher-forced' } as const
const MODE_TITLES = { 'teacher-forced': 'teacher-forced', 'free-running': 'free-running' } as const

/** The map of a mode; where only the other one was kept, that. */
export function mapOf({ maps }: Pick<Snapshot, 'maps'>, mode: DecodingMode): AttentionMap | null {
  return maps.find((map) => map.mode === mode) ?? maps.find((map) => map.mode === OTHER_MODE[mode]) ?? null
}

/** The maps of one kept sentence, less those of `minus` where a difference is asked for; none without attention. */
export function facesOf(kept: Kept, minus: Kept | null, options: MapsOptions): FaceContent[] {
  const modes = options.mode === 'both' ? (['teacher-forced', 'free-running'] as const) : [options.mode]
  const maps = new Map(modes.flatMap((mode) => mapOf(kept.snapshot, mode) ?? []).map((map) => [map.mode, map]))
  return [...maps.values()].flatMap((map) =>
    map.layers === 0
      ? []
      : picksOf(map, options, goldOf(kept, map)).map(({ layer, head, title }) => ({
          key: `${map.mode} ${layer} ${head}`,
          title: [maps.size > 1 ? MODE_TITLES[map.mode] : '', title].filter(Boolean).join(' · '),
          mode: map.mode,
          layer,
          head,
          input: inputOf(kept, minus, { map, layer, head }, options),
        })),
  )
}

interface Picked {
  readonly map: AttentionMap
  readonly layer: AxisChoice
  readonly head: AxisChoice
}

function inputOf(kept: Kept, minus: Kept | null, picked: Picked, options: MapsOptions): OverlayInput {
  const own = plainInput(kept, picked, options.words)
  if (!options.minus || !minus) return own
  const map = mapOf(minus.snapshot, options.minus.mode ?? picked.map.mode)
  if (!map || map.layers === 0) return own
  const other = { map, layer: options.minus.layer ?? picked.layer, head: options.minus.head ?? picked.head }
  // The one that all are compared with is shown as it is.
  if (map === picked.map && other.layer === picked.layer && other.head === picked.head) return own
  const plane = relabelled(differencePlane(own.plane, plainInput(minus, other, options.words).plane))
  return { plane, signed: true, gold: own.gold && carriedOver(own.gold, plane), window: null, cutOff: null }
}

/** Two tokens in one label, with spaces that are not taken for tokens. */
function relabelled(plane: DifferencePlane): DifferencePlane {
  const apart = (tokens: readonly string[], pairs: DifferencePlane['rows']) =>
    tokens.map((token, i) => (pairs[i]?.same ? token : token.replace(' / ', '\u202f/\u202f')))
  return { ...plane, source: apart(plane.source, plane.columns), target: apart(plane.target, plane.rows) }
}

/** One plane of a map with what overlays need of it, between tokens or between words. */
function plainInput(kept: Kept, { map, layer, head }: Picked, words: boolean): OverlayInput {
  const plane = planeOf(map, layer, head) ?? { source: map.source, target: map.target, weights: new Float32Array(0) }
  const gold = goldOf(kept, map)
  if (words) {
    const source = wordsOfTokens(map.source, pieceStyle(map.source, kept.tokenizers.source))
    const target = wordsOfTokens(map.target, pieceStyle(map.target, kept.tokenizers.target))
    if (source.length < map.source.length || target.length < map.target.length) {
      // A window counts tokens, so it fits no map of words.
      const merged = gold && mergeAlignment(gold, source, target)
      return { plane: mergeWords(plane, source, target), signed: false, gold: merged, window: null, cutOff: null }
    }
  }
  const window = windowOf(map, layer)
  return { plane, signed: false, gold, window, cutOff: outsideOf(map, layer, head) }
}

/** Gold links count reference tokens, so they fit a free-running map only where the output is the reference. */
export function goldOf({ snapshot: { sentence } }: Kept, map: AttentionMap): Alignment | null {
  if (map.mode === 'teacher-forced') return sentence.alignment
  if (!sentence.alignment) return null
  const marks = outputMarks(map, sentence.reference)
  return marks !== null && isExact(marks) ? sentence.alignment : null
}

/** Scrubbing comes past the same outputs again and again. */
const marked = new WeakMap<AttentionMap, TokenMarks>()

/** What of a free-running output is right; null without a reference. */
export function outputMarks(map: AttentionMap, reference: readonly string[]): TokenMarks | null {
  if (reference.length === 0) return null
  const marks = marked.get(map) ?? markTokens(outputOf(map), reference)
  marked.set(map, marks)
  return marks
}

export const outputOf = ({ target }: AttentionMap): readonly string[] => target.filter((token) => token !== '<eos>')

/** Links of A in the rows and columns of the difference. */
function carriedOver({ sure, possible }: Alignment, { rows, columns }: DifferencePlane): Alignment {
  const placeOf = (pairs: DifferencePlane['rows']) =>
    new Map(pairs.flatMap(({ a }, place) => (a === null ? [] : [[a, place] as const])))
  const [rowOf, columnOf] = [placeOf(rows), placeOf(columns)]
  const carry = (links: Alignment['sure']) =>
    links.flatMap(([s, t]) => {
      const [column, row] = [columnOf.get(s), rowOf.get(t)]
      return column === undefined || row === undefined ? [] : [[column, row] as const]
    })
  return { sure: carry(sure), possible: carry(possible) }
}

/** The largest planes that there are, for a layout that suits all. */
export function largestOf(planes: readonly Pick<Plane, 'source' | 'target'>[]): { rows: number; columns: number } {
  return planes.reduce(
    (most, { source, target }) => ({
      rows: Math.max(most.rows, target.length),
      columns: Math.max(most.columns, source.length),
    }),
    { rows: 1, columns: 1 },
  )
}

/** What the labels and margins of the largest of the maps take, in pixels. */
export function aroundOf(faces: readonly Pick<MapFace, 'plane' | 'marks'>[]): { width: number; height: number } {
  return faces.reduce(
    (most, { plane, marks }) => {
      const bars = barsOf(marks)
      return {
        width: Math.max(most.width, labelRoom(plane.target) + bars.rows * BAR),
        height: Math.max(most.height, labelRoom(plane.source) + bars.columns * BAR),
      }
    },
    { width: 0, height: 0 },
  )
}
