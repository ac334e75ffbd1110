import { type ComputedRef, computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Brush } from '../plots/dimension.ts'
import { addressPart } from '../ui/typed-address.ts'

/** What the page of a sweep shows of its runs, as its address has it: so that Back, a reload and a link show the same. */
export interface SweepAddress {
  /** Parts of axes that are kept, by the ids of the axes. */
  readonly brushes: ComputedRef<ReadonlyMap<string, Brush>>
  /** Ids of the axes of the scatter; empty for the usual ones. */
  readonly across: ComputedRef<string>
  readonly up: ComputedRef<string>
  /** Shows another part, which is not in the address yet: while it is being moved. */
  move(id: string, part: Brush | null): void
  /**
   * Puts what was moved into the address, as one step of the history.
   * @param by what moved it in a small step, such as a slider by a key: its steps one after the other are one of the history
   */
  settle(by?: string): Promise<void>
  change(parts: { brushes?: ReadonlyMap<string, Brush>; across?: string; up?: string }): Promise<void>
}

export function useSweepAddress(): SweepAddress {
  const route = useRoute()
  const router = useRouter()
  const moved = shallowRef<ReadonlyMap<string, Brush> | null>(null)
  const part = (name: string) => addressPart(route.query[name])
  const brushes = computed(() => moved.value ?? readBrushes(part('keep')))

  // The page of another sweep is the same page: what was moved belongs to the sweep that was left.
  watch(
    () => route.path,
    () => (moved.value = null),
    { flush: 'sync' },
  )

  let last: { readonly by: string; readonly path: string; readonly keep: string } | null = null
  /** Whether the address is as the same left it. */
  const goesOn = (by: string) => last?.by === by && last.path === route.path && last.keep === part('keep')

  async function change(parts: Parameters<SweepAddress['change']>[0], by?: string): Promise<void> {
    const goes = by !== undefined && goesOn(by) ? router.replace : router.push
    last = by === undefined ? null : { by, path: route.path, keep: writeBrushes(parts.brushes ?? brushes.value) }
    const query = {
      ...route.query,
      ...(parts.brushes && { keep: writeBrushes(parts.brushes) || undefined }),
      ...(parts.across !== undefined && { across: parts.across || undefined }),
      ...(parts.up !== undefined && { up: parts.up || undefined }),
    }
    await goes({ path: route.path, query })
  }
  return {
    brushes,
    across: computed(() => part('across')),
    up: computed(() => part('up')),
    move(id, part) {
      const next = new Map(brushes.value)
      if (part === null || (part.from <= 0 && part.to >= 1)) next.delete(id)
      else next.set(id, part)
      moved.value = next
    },
    async settle(by) {
      const now = moved.value
      if (!now) return
      await change({ brushes: now }, by)
      if (moved.value === now) moved.value = null
    },
    change: (parts) => change(parts),
  }
}

/** Places of brushes are kept to this part of their axis. */
const PLACES = 1000

/** `seed:0-500,best:250-1000`; the ends in thousandths of the axis, outwards, so that nothing is lost that was kept. */
export function writeBrushes(brushes: ReadonlyMap<string, Brush>): string {
  return Array.from(brushes, ([id, { from, to }]) => {
    return `${id}:${Math.floor(from * PLACES + 1e-6)}-${Math.ceil(to * PLACES - 1e-6)}`
  }).join(',')
}

/** What cannot be read is left out. */
export function readBrushes(text: string): ReadonlyMap<string, Brush> {
  const brushes = text.split(',').flatMap((part) => {
    const [, id, from, to] = /^(.+):(\d{1,4})-(\d{1,4})$/.exec(part) ?? []
    const brush = { from: Number(from) / PLACES, to: Number(to) / PLACES }
    return id !== undefined && brush.from <= brush.to && brush.to <= 1 ? [[id, brush] as const] : []
  })
  return new Map(brushes)
}
