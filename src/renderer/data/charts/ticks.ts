/** Powers of ten within two positive numbers, at most seven or so. */
export function logTicks(least: number, most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)]
  const step = Math.max(1, Math.ceil((last - first) / 6))
  const ticks: number[] = []
  for (let power = first; power <= last; power += step) ticks.push(10 ** power)
  return ticks
}
