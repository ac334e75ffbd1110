import type { Plane } from './plane.ts'
import { type MapScaling, levelOf } from './scaling.ts'

/**
 * Paints one pixel a weight with a table of 256 colours (four bytes each): weights outside the scaling take the nearest end, and
 * where there is no weight (NaN, as in a difference) the pixel is left clear.
 */
export function paintPlane(
  plane: Plane,
  table: Uint8ClampedArray,
  scaling: MapScaling,
): Uint8ClampedArray<ArrayBuffer> {
  const { weights } = plane
  const pixels = new Uint32Array(weights.length)
  const colours = new Uint32Array(new Uint8Array(table).buffer) // a pixel at a time
  if (scaling.kind === 'linear' && !scaling.diverging) {
    // The usual one, at each step of a slider for every map of a board: what levelOf says, without a call for each weight.
    for (let i = 0; i < weights.length; i += 1) {
      const level = ((weights[i] ?? NaN) / scaling.ceiling) * 255
      pixels[i] = level >= 255 ? (colours[255] ?? 0) : level >= 0 ? (colours[Math.round(level)] ?? 0) : level < 0 ? (colours[0] ?? 0) : 0 // prettier-ignore
    }
    return new Uint8ClampedArray(pixels.buffer)
  }
  for (let i = 0; i < weights.length; i += 1) {
    const level = levelOf(scaling, weights[i] ?? NaN)
    pixels[i] = Number.isNaN(level) ? 0 : (colours[Math.round(level * 255)] ?? 0)
  }
  return new Uint8ClampedArray(pixels.buffer)
}
