import { type ComputedRef, type Ref, computed } from 'vue'
import { type Theme, colourTable, differenceTable } from '../../../../shared/attention/colours.ts'
import { automaticCeiling } from '../../../../shared/attention/scaling.ts'
import type { Colouring } from '../../../maps/face.ts'
import type { TileFace } from './map-tiles.ts'
import type { MapsOptions } from './options.ts'

/** How the weights of every map become colours: all alike, or each by a scale of its own; differences by another. */
export function useColourings(
  options: () => MapsOptions,
  faces: ComputedRef<readonly TileFace[]>,
  theme: Ref<Theme>,
): { colourings: (one: TileFace) => Colouring; legend: ComputedRef<Colouring> } {
  const tables = computed(() => ({
    plain: colourTable(options().scale, theme.value),
    signed: differenceTable(theme.value),
  }))
  function colouringFor(signed: boolean, of: readonly TileFace[]): Colouring {
    const { ceiling, scaling } = options()
    const planes = of.map(({ face }) => face.plane)
    const found = ceiling === 'auto' ? automaticCeiling(planes, signed) : ceiling
    return {
      table: signed ? tables.value.signed : tables.value.plain,
      scaling: { kind: scaling, ceiling: found, diverging: signed },
    }
  }
  const ofKind = (signed: boolean) => faces.value.filter(({ face }) => face.signed === signed)
  /** The same object while the numbers are the same, so that nothing is painted anew. */
  const kept = (old: Colouring | undefined, now: Colouring) =>
    old && old.table === now.table && JSON.stringify(old.scaling) === JSON.stringify(now.scaling) ? old : now
  const plain = computed<Colouring>((old) => kept(old, colouringFor(false, ofKind(false))))
  const signed = computed<Colouring>((old) => kept(old, colouringFor(true, ofKind(true))))
  const own = computed(
    () => new Map(options().shared ? [] : faces.value.map((one) => [one.face, colouringFor(one.face.signed, [one])])),
  )
  const colourings = (one: TileFace) => own.value.get(one.face) ?? (one.face.signed ? signed.value : plain.value)
  const legend = computed(() => (faces.value.some(({ face }) => face.signed) ? signed.value : plain.value))

  return { colourings, legend }
}
