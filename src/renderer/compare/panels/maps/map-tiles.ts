import { type ComputedRef, computed } from 'vue'
import { tokenizerOf } from '../../cursor-sentence.ts'
import type { DecodingMode } from '../../../../shared/contract/attention.ts'
import type { RunId, RunSummary, Snapshot, SnapshotIndex } from '../../../../shared/contract/runs.ts'
import { OWN_SENTENCE } from '../../../history/answer-store.ts'
import { useAnswers, useSnapshots } from '../../../history/inject.ts'
import { snapStep } from '../../../history/steps.ts'
import { type MapFace, faceOf } from '../../../maps/face.ts'
import { shownOverlays } from '../../../../shared/attention/overlays/registry.ts'
import { useBoard } from '../../board-store.ts'
import { type FaceContent, type Tokenizers, facesOf } from './faces.ts'
import { filmSteps } from './film.ts'
import { type Slot, useKeptMaps } from './kept-maps.ts'
import type { MapsOptions } from './options.ts'
import { type ComparedSentence, sentenceNumber } from '../../sentences.ts'

/** One map of the panel. */
export interface TileFace extends Omit<FaceContent, 'input'> {
  readonly face: MapFace
  /** The kept step that it shows. */
  readonly step: number
}

/** What the panel shows of one run. */
export interface MapTile {
  readonly run: RunSummary
  /** Why there is no map, or `maps`. */
  readonly state: 'reading' | 'nothing-kept' | 'no-checkpoint' | 'unwatched' | 'failed' | 'no-attention' | 'maps'
  readonly error: unknown
  /** What was kept at the cursor. */
  readonly snapshot: Snapshot | null
  readonly faces: readonly TileFace[]
  /** How the model was fed, where that is not as was asked for. */
  readonly instead: DecodingMode | null
  /** Whether something of it could not be compared, in words. */
  readonly note: string
}

/** The mode that the maps are of, where that is not the one asked for, or not both. */
function otherMode(faces: readonly TileFace[], asked: MapsOptions['mode']): DecodingMode | null {
  const shown = new Set(faces.map(({ mode }) => mode))
  const [first = null] = shown
  return (asked === 'both' ? shown.size > 1 : first === asked) ? null : first
}

/** Runs on one page of the panel. */
export const PAGE = 24

/** All that the panel shows, out of the board and what was kept. */
export function useMapTiles(
  options: () => MapsOptions,
  sentence: ComputedRef<ComparedSentence | null>,
): { tiles: ComputedRef<readonly MapTile[]>; pages: ComputedRef<number>; page: ComputedRef<number> } {
  const board = useBoard()
  const store = useSnapshots()
  const answers = useAnswers()

  const pages = computed(() => Math.max(Math.ceil(board.runs.value.length / PAGE), 1))
  const page = computed(() => Math.min(options().page, pages.value - 1))
  const runs = computed(() => board.runs.value.slice(page.value * PAGE, (page.value + 1) * PAGE))
  const film = computed(() => (options().film > 0 ? filmSteps(board.steps.value, options().film) : null))

  const indexOf = (run: RunId): SnapshotIndex | null => (store.version.value, store.index(run))
  /** Of a run, what was kept of the sentence at a step of the board or before it. */
  function slotOf(slot: string, run: RunId, at: number): Slot | null {
    const question = sentence.value?.question
    if (question) {
      const nearest = (answers.version.value, answers.nearest(run, at))
      return nearest === null ? null : { slot, run, sentence: OWN_SENTENCE, step: nearest, question }
    }
    const index = indexOf(run)
    const number = index && sentence.value ? sentenceNumber(index, sentence.value.key) : null
    const step = index && snapStep(index.steps, at)
    return number === null || step === null ? null : { slot, run, sentence: number, step }
  }

  const minusRun = (run: RunId): RunId => options().minus?.run ?? run
  const places = computed(() => {
    const at = board.step.value
    return at === null
      ? []
      : [{ name: 'at', step: at }, ...(film.value ?? []).map((step, i) => ({ name: `film ${i}`, step }))]
  })
  const slots = computed(() =>
    runs.value.flatMap(({ run }) =>
      places.value.flatMap(({ name, step }) => {
        const { minus } = options()
        const other = minus && slotOf(`${run} ${name} minus`, minusRun(run), minus.step ?? step)
        return [slotOf(`${run} ${name}`, run, step), other].filter((slot) => slot !== null)
      }),
    ),
  )
  const { shown, errors } = useKeptMaps(() => slots.value)

  const tokenizersOf = computed(
    () =>
      new Map(
        board.runs.value.map((run): [RunId, Tokenizers] => {
          return [run.run, { source: tokenizerOf(run, 'source'), target: tokenizerOf(run, 'target') }]
        }),
      ),
  )
  const kept = (snapshot: Snapshot) => ({
    snapshot,
    tokenizers: tokenizersOf.value.get(snapshot.run) ?? {
      source: 'whitespace' as const,
      target: 'whitespace' as const,
    },
  })

  // What shows the same snapshot in the same way is not made anew, so that it is not drawn anew either, and that a slider which
  // comes past it again has only to look it up.
  interface Made {
    readonly minus: Snapshot | null
    readonly how: MapsOptions
    readonly faces: TileFace[]
  }
  const made = new WeakMap<Snapshot, Map<string, Made>>()
  function facesAt(slot: string, snapshot: Snapshot, minus: Snapshot | null, how: MapsOptions): TileFace[] {
    const inSlots = made.get(snapshot) ?? new Map<string, Made>()
    made.set(snapshot, inSlots)
    const before = inSlots.get(slot)
    if (before?.minus === minus && before.how === how) return before.faces
    const overlays = shownOverlays(how.overlays)
    const faces = facesOf(kept(snapshot), minus && kept(minus), how).map(({ input, ...content }): TileFace => ({
      ...content,
      step: snapshot.step,
      face: faceOf(`${slot} ${content.key}`, content.title, input, overlays),
    }))
    inSlots.set(slot, { minus, how, faces })
    return faces
  }

  const drawing = computed<MapsOptions>((old) => {
    // Colours, zoom and page change no map.
    const { mode, layer, head, order, words, minus, overlays } = options()
    const how = { ...options(), zoom: 1, page: 0 }
    const same =
      old &&
      JSON.stringify([old.mode, old.layer, old.head, old.order, old.words, old.minus, old.overlays]) ===
        JSON.stringify([mode, layer, head, order, words, minus, overlays])
    return same ? old : how
  })

  const tiles = computed((): MapTile[] => runs.value.map(tileOf))

  function tileOf(run: RunSummary): MapTile {
    const index = indexOf(run.run)
    const snapshot = shown.value.get(`${run.run} at`) ?? null
    const error = errors.value.get(`${run.run} at`)
    const tile = { run, error, snapshot, faces: [], instead: null, note: '' }
    if (sentence.value?.question) {
      if (answers.checkpoints(run.run)?.length === 0) return { ...tile, state: 'no-checkpoint' }
    } else {
      if (!index) return { ...tile, state: 'reading' }
      if (index.steps.length === 0) return { ...tile, state: 'nothing-kept' }
      if (!sentence.value || sentenceNumber(index, sentence.value.key) === null) return { ...tile, state: 'unwatched' }
    }
    if (error !== undefined) return { ...tile, state: 'failed' }
    if (!snapshot) return { ...tile, state: 'reading' }
    const frames = film.value ? places.value.slice(1) : places.value
    const minus = drawing.value.minus
    const faces = frames.flatMap(({ name }) => {
      const here = shown.value.get(`${run.run} ${name}`)
      const other = shown.value.get(`${run.run} ${name} minus`) ?? null
      return here ? facesAt(`${run.run} ${name}`, here, other, drawing.value) : []
    })
    const lacking = minus !== null && !shown.value.has(`${run.run} at minus`)
    const note = lacking ? 'Not a difference: the run to compare with has nothing kept of this sentence.' : ''
    const attends = snapshot.maps.some(({ layers }) => layers > 0)
    return {
      ...tile,
      faces,
      instead: otherMode(faces, drawing.value.mode),
      note,
      state: attends ? 'maps' : 'no-attention',
    }
  }

  return { tiles, pages, page }
}
