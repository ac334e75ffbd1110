import { computed, onBeforeUnmount, ref } from 'vue'
import { z } from 'zod'
import { stored } from '../ui/stored.ts'
import { useBoard } from './board-store.ts'
import { evaluationSteps, nextStep } from './strip.ts'

/** Milliseconds a step stays while playing at the speed of 1. */
const PACE = 280
const strideSchema = z.enum(['kept', 'evaluation'])
/** Which steps are stops: those at which something is kept, or those of evaluations. */
export type Stride = z.output<typeof strideSchema>
export const SPEEDS = [0.5, 1, 2, 4, 8]

/** Moves the cursor from stop to stop, by hand or by itself. */
export function usePlaying() {
  const { steps, step, runs, moveCursor } = useBoard()
  // How one likes to play is the user's own, not the board's.
  const speed = stored('steps.speed', z.number().positive().max(8), 1)
  const stride = stored('steps.stride', strideSchema, 'kept')
  const stops = computed(() => (stride.value === 'kept' ? steps.value : evaluationSteps(runs.value)))
  const playing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  /** To the next stop; false where there is none. */
  function walk(by: 1 | -1): boolean {
    const to = nextStep(stops.value, step.value ?? 0, by)
    if (to !== null) moveCursor(to)
    return to !== null
  }

  function tick(): void {
    timer = setTimeout(() => {
      if (walk(1)) tick()
      else halt()
    }, PACE / speed.value)
  }

  function play(): void {
    if (playing.value) {
      halt()
      return
    }
    const [first] = stops.value
    if (first !== undefined && nextStep(stops.value, step.value ?? 0, 1) === null) moveCursor(first)
    playing.value = true
    tick()
  }

  function halt(): void {
    playing.value = false
    clearTimeout(timer)
  }
  onBeforeUnmount(halt)

  return { playing, speed, stride, walk, play, halt }
}
