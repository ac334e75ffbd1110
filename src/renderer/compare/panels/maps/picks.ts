import { type Head, headsOf } from '../../../../shared/attention/heads.ts'
import type { AxisChoice } from '../../../../shared/attention/plane.ts'
import type { Alignment, AttentionMap } from '../../../../shared/contract/attention.ts'
import type { MapsOptions } from './options.ts'

/** One map out of the layers and heads of a model. */
export interface Pick {
  readonly layer: AxisChoice
  readonly head: AxisChoice
  /** What tells it from the others; empty where it is the only one. */
  readonly title: string
}

/** The maps that the choice of layer and head stands for, in the order asked for. */
export function picksOf(map: AttentionMap, { layer, head, order }: PickOptions, gold: Alignment | null): Pick[] {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
  const layers: AxisChoice[] = layer === 'all' ? numbers(map.layers) : [layer]
  const heads: AxisChoice[] = head === 'all' ? numbers(map.heads) : [head]
  const picks = layers.flatMap((l) => heads.map((h) => ({ layer: l, head: h })))
  if (picks.length === 1) return picks.map((pick) => ({ ...pick, title: '' }))
  const measured = headsOf(map, 'place', gold)
  const value = (pick: { layer: AxisChoice; head: AxisChoice }) => meanOf(measured, pick, order)
  if (order !== 'place') picks.sort((a, b) => value(a) - value(b))
  return picks.map((pick) => {
    const names = [
      layer === 'all' && map.layers > 1 ? `layer ${Number(pick.layer) + 1}` : '',
      head === 'all' && map.heads > 1 ? `head ${Number(pick.head) + 1}` : '',
      order === 'entropy' ? `entropy ${value(pick).toFixed(2)}` : '',
      order === 'agreement' && gold ? `gold ${Math.round(-100 * value(pick))} %` : '',
    ]
    return { ...pick, title: names.filter(Boolean).join(' · ') }
  })
}

type PickOptions = { readonly [Key in 'layer' | 'head' | 'order']: MapsOptions[Key] }

/** What picks are ordered by, the smallest first: the mean over the heads that are in it. */
function meanOf(
  measured: readonly Head[],
  { layer, head }: { layer: AxisChoice; head: AxisChoice },
  order: MapsOptions['order'],
): number {
  const inside = measured.filter(
    (one) => (typeof layer !== 'number' || one.layer === layer) && (typeof head !== 'number' || one.head === head),
  )
  const values = inside.map(({ entropy, agreement }) => (order === 'agreement' ? -agreement : entropy))
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  return Number.isNaN(mean) ? Infinity : mean
}
