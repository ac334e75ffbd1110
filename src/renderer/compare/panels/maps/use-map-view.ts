import { type ComputedRef, computed, onBeforeUnmount, shallowRef } from 'vue'
import { type MapView, WHOLE } from '../../../maps/face-layout.ts'
import type { OptionChange } from '../panel.ts'
import type { MapsOptions } from './options.ts'

/** Milliseconds that the view rests before the board says where it is. */
const REST = 300

/** Which part of every map is seen: what the board says, and while it is moved what comes of that. */
export function useMapView(
  options: () => MapsOptions,
  set: (change: Partial<MapsOptions>, how?: OptionChange) => void,
): { view: ComputedRef<MapView>; turn: (next: MapView) => void } {
  const moving = shallowRef<MapView | null>(null)
  const view = computed<MapView>(
    () => moving.value ?? { ...options().centre, zoom: Math.max(options().zoom, WHOLE.zoom) },
  )
  let resting: ReturnType<typeof setTimeout> | undefined
  function turn(next: MapView): void {
    moving.value = next
    clearTimeout(resting)
    resting = setTimeout(settle, REST)
  }
  function settle(): void {
    const { value } = moving
    moving.value = null
    if (value) set({ zoom: value.zoom, centre: { x: value.x, y: value.y } }, { quietly: true })
  }
  onBeforeUnmount(() => clearTimeout(resting))

  return { view, turn }
}
