/**
 * Chance that a value of Student's t distribution is at least so far from 0, to either side: the regularised incomplete beta
 * function I(df / (df + t²); df/2, 1/2), by its continued fraction (Abramowitz and Stegun, 26.5.8 and 26.7.1).
 */
export function studentTails(t: number, df: number): number {
  return incompleteBeta(df / (df + t * t), df / 2, 0.5)
}

/** The distance from 0 beyond which lies so much of the distribution, both tails together. */
export function studentQuantile(tails: number, df: number): number {
  let [low, high] = [0, 1]
  while (studentTails(high, df) > tails) high *= 2
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (studentTails(middle, df) > tails) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  // The fraction converges quickly on this side; on the other one the symmetric function is taken.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

/** By Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let numerator = 1
  let denominator = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny)
  let result = denominator
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    for (const term of [even, odd]) {
      denominator = 1 / nonZero(1 + term * denominator, tiny)
      numerator = nonZero(1 + term / numerator, tiny)
      result *= denominator * numerator
    }
    if (Math.abs(denominator * numerator - 1) < 1e-14) break
  }
  return result
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

/** Lanczos' approximation, good to 1e-13 for positive numbers. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  const [first = 0, ...rest] = coefficients
  const y = x - 1
  const sum = rest.reduce((total, coefficient, index) => total + coefficient / (y + index + 1), first)
  const t = y + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum)
}
