import { colourTable, differenceTable } from '../../shared/attention/colours.ts'
import { planeToCsv } from '../../shared/attention/csv.ts'
import { npyBytes } from '../../shared/attention/npy.ts'
import { OVERLAYS, marksOf } from '../../shared/attention/overlays/registry.ts'
import { automaticCeiling } from '../../shared/attention/scaling.ts'
import { type MapPicture, mapSvg } from '../../shared/attention/svg.ts'
import { encodePng } from '../png.ts'
import type { ChosenPlane } from './choose-plane.ts'
import { type FoundMap, nameOf } from './find-maps.ts'
import type { MapFormat } from './options.ts'
import { rasterOf } from './raster.ts'

/** A map as the content of a file. */
export function planeFile(chosen: ChosenPlane, format: Exclude<MapFormat, 'table'>): Uint8Array {
  const { plane } = chosen
  switch (format) {
    case 'csv':
      return new TextEncoder().encode(planeToCsv(plane))
    case 'npy':
      return npyBytes(plane.weights, [plane.target.length, plane.source.length])
    case 'svg':
      return new TextEncoder().encode(mapSvg(pictureOf(chosen)))
    case 'png': {
      const picture = pictureOf(chosen)
      return encodePng(rasterOf(picture), { Description: picture.caption.join('\n') })
    }
  }
}

/** Every layer and head: [layers, heads, target, source]. */
export function mapFile({ map }: FoundMap): Uint8Array {
  return npyBytes(map.weights, [map.layers, map.heads, map.target.length, map.source.length])
}

function pictureOf(chosen: ChosenPlane): MapPicture {
  const { found, minus, plane, signed } = chosen
  const { map } = found
  return {
    plane,
    marks: marksOf(OVERLAYS, chosen),
    table: signed ? differenceTable('light') : colourTable('ink', 'light'),
    scaling: { kind: 'linear', ceiling: automaticCeiling([plane], signed), diverging: signed },
    theme: 'light',
    caption: [minus ? `${nameOf(found)} less ${nameOf(minus)}` : nameOf(found), map.mode],
  }
}
