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

/**
 * [rows, gates * columns]: beside each other one matrix a gate whose rows, or columns where they are fewer, are
 * orthonormal, as torch.nn.init.orthogonal_ makes it; from Gram-Schmidt on normal numbers.
 */
export function drawOrthogonal(source: Source, rows: number, columns: number, gates: number): Float32Array {
  const values = new Float32Array(rows * gates * columns)
  const wide = rows <= columns
  const [count, length] = wide ? [rows, columns] : [columns, rows]
  for (let gate = 0; gate < gates; gate++) {
    const normal = drawNormal({ ...source, name: `${source.name}/${gate}` }, rows * columns)
    orthonormal(normal, count, length).forEach((vector, index) => {
      if (wide) values.set(vector, (index * gates + gate) * columns)
      else vector.forEach((value, row) => (values[(row * gates + gate) * columns + index] = value))
    })
  }
  return values
}

/**
 * `count` vectors of `length` numbers, by the modified Gram-Schmidt process. In float64 one pass leaves them orthogonal far
 * beyond float32; a second one, or anything slower, would be felt: the work grows with the cube of the size.
 */
function orthonormal(normal: Float32Array, count: number, length: number): Float64Array[] {
  const rows: Float64Array[] = []
  for (let index = 0; index < count; index++) {
    const row = Float64Array.from(normal.subarray(index * length, (index + 1) * length))
    for (const other of rows) {
      const share = inner(row, other)
      for (let at = 0; at < length; at++) row[at] = (row[at] ?? 0) - share * (other[at] ?? 0)
    }
    const norm = Math.sqrt(inner(row, row))
    rows.push(row.map((value) => value / norm))
  }
  return rows
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}
