import { planeToCsv } from '../../../../shared/attention/csv.ts'
import { npyBytes } from '../../../../shared/attention/npy.ts'
import type { Theme } from '../../../../shared/attention/colours.ts'
import { MARK_COLOURS } from '../../../../shared/attention/marks.ts'
import { mapSvg } from '../../../../shared/attention/svg.ts'
import type { Colouring } from '../../../maps/face.ts'
import { sheetOf } from '../../../maps/picture-sheet.ts'
import { zip } from '../../../ui/zip.ts'
import type { TileFace } from './map-tiles.ts'

export const MAP_FORMATS = ['png', 'svg', 'csv', 'npy'] as const
export type MapFormat = (typeof MAP_FORMATS)[number]

/** A map to take along, with what a reader needs to know of it. */
export interface ExportedMap {
  readonly one: TileFace
  readonly colouring: Colouring
  /** Lines below it. */
  readonly caption: readonly string[]
  /** Without an ending. */
  readonly file: string
}

export function svgOf({ one, colouring, caption }: ExportedMap, theme: Theme): string {
  const { plane, marks } = one.face
  return mapSvg({ plane, marks, caption, theme, ...colouring })
}

/** All maps on one sheet, about as wide as it is high. */
export function svgOfAll(maps: readonly ExportedMap[], theme: Theme): string {
  const columns = Math.ceil(Math.sqrt(maps.length))
  return sheetOf(
    maps.map((map) => svgOf(map, theme)),
    columns,
    MARK_COLOURS[theme].paper,
  )
}

/** The numbers of a map. */
export function bytesOf({ one: { face } }: ExportedMap, format: 'csv' | 'npy'): Uint8Array {
  const { plane } = face
  if (format === 'csv') return new TextEncoder().encode(planeToCsv(plane))
  return npyBytes(plane.weights, [plane.target.length, plane.source.length])
}

/** The numbers of several maps: a file each, in an archive. */
export function archiveOf(maps: readonly ExportedMap[], format: 'csv' | 'npy'): Blob {
  const files = maps.map((map) => ({ name: `${map.file}.${format}`, content: bytesOf(map, format) }))
  return new Blob(zip('maps', files), { type: 'application/zip' })
}

/** A part of a file's name out of any text. */
export const filePart = (text: string): string => text.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-|-$/g, '')
