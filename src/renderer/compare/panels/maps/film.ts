/** So many of the kept steps, evenly from the first to the last; all of them where there are fewer. */
export function filmSteps(steps: readonly number[], frames: number): number[] {
  if (steps.length <= frames) return [...steps]
  const last = steps.length - 1
  return Array.from({ length: frames }, (_, i) => steps[Math.round((i * last) / Math.max(frames - 1, 1))] ?? 0)
}
