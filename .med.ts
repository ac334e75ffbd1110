import { runningMedian } from './src/host/runs/smooth.ts'
function replacing(values: Float64Array, window: number): Float64Array {
  const reach = window >> 1
  const result = new Float64Array(values.length)
  const sorted = new Float64Array(2 * reach + 1)
  let size = 0
  const place = (value: number): number => {
    let [low, high] = [0, size]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  const change = (old: number, fresh: number): void => {
    const [drops, adds] = [Number.isFinite(old), Number.isFinite(fresh)]
    if (!adds && !drops) return
    const from = drops ? place(old) : size
    const to = adds ? place(fresh) : size
    if (drops && adds) {
      if (to > from) { sorted.copyWithin(from, from + 1, to); sorted[to - 1] = fresh }
      else { sorted.copyWithin(to + 1, to, from); sorted[to] = fresh }
    } else if (adds) { sorted.copyWithin(to + 1, to, size++); sorted[to] = fresh }
    else sorted.copyWithin(from, from + 1, size--)
  }
  for (let i = 0; i < Math.min(reach, values.length); i++) change(NaN, values[i] ?? NaN)
  for (let i = 0; i < values.length; i++) {
    change(values[i - reach - 1] ?? NaN, values[i + reach] ?? NaN)
    const value = values[i] ?? NaN
    const half = size >> 1
    const median = size % 2 === 1 ? sorted[half] : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2
    result[i] = Number.isFinite(value) ? (median ?? NaN) : value
  }
  return result
}
const v = Float64Array.from({ length: 100_000 }, (_, i) => 3 * Math.exp(-i / 2e4) + Math.random() * 0.3)
for (const w of [5, 31, 101, 301, 1001]) {
  for (const [n, f] of [['old', runningMedian], ['new', replacing]] as const) {
    const t: number[] = []
    let r
    for (let k = 0; k < 7; k++) { const s = performance.now(); r = f(v, w); t.push(performance.now() - s) }
    console.log(w, n, t.sort((a, b) => a - b)[1]!.toFixed(1), r![50_000])
  }
}
