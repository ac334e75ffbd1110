/**
 * Three significant digits, as many as are kept of a weight; a large one has three places behind the point, one with many zeros
 * there is written as `7.2e-6`. A difference, which is `signed`, says which way it goes.
 */
export function weightText(weight: number, signed = false): string {
  const size = Math.abs(weight)
  const text = textOf(size)
  if (weight < 0) return `−${text}`
  return signed && weight > 0 ? `+${text}` : text
}

function textOf(size: number): string {
  if (size >= 0.1 || size === 0) return size.toFixed(3)
  return size >= 0.0001 ? size.toPrecision(3) : size.toExponential(1)
}
