// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] // \x93NUMPY
const VERSION = [1, 0]
/** The data begin at a multiple of so many bytes. */
const ALIGNMENT = 64

/**
 * A NumPy file (`.npy`, format 1.0) of single-precision numbers in C order, the last axis running fastest; the bytes are those
 * that `numpy.save` writes.
 * @param shape the product of it is the number of values
 */
export function npyBytes(values: Float32Array, shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1)
  if (count !== values.length)
    throw new RangeError(`${values.length} values do not fill the shape ${shape.join(' × ')}`)
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`
  const before = MAGIC.length + VERSION.length + 2
  // numpy leaves room for a first axis of up to 21 digits to grow in place, then fills up with spaces and ends with a new line.
  const room = shape.length === 0 ? 0 : 21 - String(shape[0]).length
  const length = Math.ceil((before + header.length + room + 1) / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(length + 4 * values.length)
  bytes.set([...MAGIC, ...VERSION])
  const view = new DataView(bytes.buffer)
  view.setUint16(before - 2, length - before, true)
  bytes.set(new TextEncoder().encode(`${header.padEnd(length - before - 1)}\n`), before)
  values.forEach((value, place) => view.setFloat32(length + 4 * place, value, true))
  return bytes
}
