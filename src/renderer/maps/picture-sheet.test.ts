import { expect, it } from 'vitest'
import { sheetOf, sizeOf } from './picture-sheet.ts'

const svg = (width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1 1"><g/></svg>\n`

it('puts pictures into rows that have room for the largest of each', () => {
  const sheet = sheetOf([svg(100, 50), svg(60, 80), svg(30.5, 10)], 2, '#fff')
  expect(sizeOf(sheet)).toEqual({ width: 176, height: 106 })
  expect(Array.from(sheet.matchAll(/<svg x="([\d.]+)" y="([\d.]+)"/g), ([, x, y]) => [Number(x), Number(y)])).toEqual([
    [0, 0],
    [116, 0],
    [0, 96],
  ])
})
