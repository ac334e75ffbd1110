import { type ComputedRef, computed, onBeforeUnmount, ref } from 'vue'
import { z } from 'zod'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { moved } from '../ui/moved.ts'
import { stored } from '../ui/stored.ts'
import type { Column } from './column.ts'
import { columnOf } from './columns.ts'
import { leastName, tableWidth, usualWidth } from './widths.ts'

const layoutSchema = z.object({
  /** Null until the user chooses. */
  shown: z.array(z.string()).nullable(),
  pinned: z.array(z.string()),
  /** In pixels; `name` is the head of the rows. */
  widths: z.record(z.string(), z.number().min(40).max(2000)),
})

/** Which columns there are, in which order and how wide; kept in this browser. */
export interface ColumnLayout {
  /** Pinned ones first. */
  readonly columns: ComputedRef<readonly Column[]>
  readonly pinned: ComputedRef<ReadonlySet<string>>
  widthOf(id: string, usual: number): number
  /** What the user chose for the name; undefined while it takes the room that is left. */
  readonly nameWidth: ComputedRef<number | undefined>
  show(id: string, shown: boolean): void
  /** Moves a column so that it stands where another stands; pinned ones only among each other, as those that are not. */
  move(id: string, to: string): void
  pin(id: string, pinned: boolean): void
  widen(id: string, width: number): void
  /** Everything as it is at first. */
  reset(): void
}

/** What a scroll bar takes of the window, where the system draws one beside the page. */
const SCROLL_BAR = 16

export function useColumns(runs: () => readonly RunSummary[], grouped: () => boolean): ColumnLayout {
  const layout = stored('run-columns', layoutSchema, { shown: null, pinned: [], widths: {} }, { everywhere: true })
  const room = ref(innerWidth - SCROLL_BAR)
  const follow = (): void => void (room.value = innerWidth - SCROLL_BAR)
  addEventListener('resize', follow)
  onBeforeUnmount(() => removeEventListener('resize', follow))

  const usual = computed<readonly string[]>((old) => {
    const now = usualColumns(runs(), room.value, grouped())
    return old && old.join() === now.join() ? old : now
  })
  const shown = computed(() => layout.value.shown ?? usual.value)
  const pinned = computed(() => new Set(layout.value.pinned))
  const columns = computed(() => {
    const all = shown.value.flatMap((id) => columnOf(id) ?? [])
    return [...all.filter(({ id }) => pinned.value.has(id)), ...all.filter(({ id }) => !pinned.value.has(id))]
  })
  function change(parts: Partial<z.output<typeof layoutSchema>>): void {
    layout.value = { ...layout.value, ...parts }
  }

  return {
    columns,
    pinned,
    widthOf: (id, width) => layout.value.widths[id] ?? width,
    nameWidth: computed(() => layout.value.widths.name ?? (pinned.value.size > 0 ? 260 : undefined)),
    show(id, wanted) {
      const without = shown.value.filter((one) => one !== id)
      change({ shown: wanted ? [...without, id] : without })
    },
    move(id, to) {
      // By where they stand for the user, to whom those that are pinned come first.
      const seen = columns.value.map((column) => column.id)
      const unknown = shown.value.filter((one) => !seen.includes(one))
      const at = seen.indexOf(to)
      if (at >= 0 && pinned.value.has(id) === pinned.value.has(to))
        change({ shown: [...moved(seen, id, at), ...unknown] })
    },
    pin(id, wanted) {
      const without = layout.value.pinned.filter((one) => one !== id)
      change({ pinned: wanted ? [...without, id] : without })
    },
    widen(id, width) {
      change({ widths: { ...layout.value.widths, [id]: Math.min(2000, Math.max(40, Math.round(width))) } })
    },
    reset() {
      layout.value = { shown: null, pinned: [], widths: {} }
    },
  }
}

const USUAL_METRICS: readonly MetricName[] = [
  'valid/loss',
  'valid/exact_match',
  'valid/alignment_error_rate',
  'valid/phoneme_error_rate',
]
/** What is left out where there is no room for all, in this order. */
const SPARE = ['parameters', 'valid/token_accuracy', 'train/loss', 'created']

/** What is shown before anybody chose: of metrics, tags and notes only what there is, in so many pixels what has room. */
export function usualColumns(runs: readonly RunSummary[], room: number, grouped: boolean): readonly string[] {
  const logged = (metric: MetricName) => runs.some(({ latest }) => latest[metric] !== undefined)
  const all = [
    'data',
    'seed',
    'state',
    ...['train/loss' as const, ...USUAL_METRICS, 'valid/token_accuracy' as const].filter(logged),
    ...(runs.some(({ tags }) => tags.length > 0) ? ['tag'] : []),
    ...(runs.some(({ note }) => note !== '') ? ['note'] : []),
    'parameters',
    'created',
  ]
  return SPARE.reduce((shown, spare) => {
    const fits =
      tableWidth(
        leastName(grouped),
        shown.flatMap((id) => columnOf(id) ?? []).map((column) => usualWidth(column, grouped)),
      ) <= room
    return fits ? shown : shown.filter((id) => id !== spare)
  }, all)
}
