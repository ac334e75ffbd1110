// First values of parameters, drawn in JavaScript from a counter-based generator.
import { philoxUniform } from '../engine/philox.ts'
import { siteKey } from '../engine/random.ts'

/** What the numbers are a function of. */
export interface Source {
  readonly seed: number
  readonly name: string
}

/** Uniform in [0, 1), 23 bits each. */
function draw({ seed, name }: Source, count: number): Float32Array {
  const [first = 0, second = 0] = siteKey(name)
  return philoxUniform(count, first ^ seed, second ^ Math.trunc(seed / 0x100000000))
}

/** Uniform in [-bound, bound). */
export function drawUniform(source: Source, count: number, bound: number): Float32Array {
  return draw(source, count).map((value) => (2 * value - 1) * bound)
}

/** Standard normal, by the transform of Box and Muller. */
export function drawNormal(source: Source, count: number): Float32Array {
  const pairs = Math.ceil(count / 2)
  const uniform = draw(source, 2 * pairs)
  const values = new Float32Array(count)
  for (let pair = 0; pair < pairs; pair++) {
    const radius = Math.sqrt(-2 * Math.log(1 - (uniform[2 * pair] ?? 0))) // 1 - u is in (0, 1]
    const angle = 2 * Math.PI * (uniform[2 * pair + 1] ?? 0)
    values[2 * pair] = radius * Math.cos(angle)
    if (2 * pair + 1 < count) values[2 * pair + 1] = radius * Math.sin(angle)
  }
  return values
}

/** Bound of the uniform distribution of Glorot and Bengio 2010, equation 16. */
export function glorotBound(inputs: number, outputs: number): number {
  return Math.sqrt(6 / (inputs + outputs))
}

/** [size, gates * size]: beside each other one orthogonal matrix a gate, from Gram-Schmidt on normal numbers. */
export function drawOrthogonal(source: Source, size: number, gates: number): Float32Array {
  const values = new Float32Array(size * gates * size)
  for (let gate = 0; gate < gates; gate++) {
    const rows = orthonormalRows(drawNormal({ ...source, name: `${source.name}/${gate}` }, size * size), size)
    rows.forEach((row, index) => values.set(row, index * gates * size + gate * size))
  }
  return values
}

function orthonormalRows(normal: Float32Array, size: number): Float64Array[] {
  const rows: Float64Array[] = []
  for (let index = 0; index < size; index++) {
    const row = Float64Array.from(normal.subarray(index * size, (index + 1) * size))
    // Twice, because one pass loses orthogonality to rounding where little of the row is left.
    for (let pass = 0; pass < 2; pass++) {
      for (const other of rows) subtract(row, other, inner(row, other))
    }
    const length = Math.sqrt(inner(row, row))
    rows.push(row.map((value) => value / length))
  }
  return rows
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

function subtract(row: Float64Array, other: Float64Array, factor: number): void {
  for (let index = 0; index < row.length; index++) row[index] = (row[index] ?? 0) - factor * (other[index] ?? 0)
}
