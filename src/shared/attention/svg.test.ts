import { describe, expect, it } from 'vitest'
import { colourTable, differenceTable, tableColour } from './colours.ts'
import { OVERLAYS, marksOf } from './overlays/registry.ts'
import { linearScaling } from './scaling.ts'
import { type MapPicture, mapSvg } from './svg.ts'

const table = colourTable('ink', 'light')
const picture: MapPicture = {
  plane: { source: ['<s>', '&', '<eos>'], target: ['x\u0001', '<eos>'], weights: Float32Array.of(1, 1, 0, 0, 0, 1) },
  table,
  scaling: linearScaling(),
  theme: 'light',
  caption: ['dot · seed 1, step 40'],
}

describe('a map as SVG', () => {
  it('draws each weight once, neighbours of one colour together', () => {
    const svg = mapSvg(picture)
    expect(svg).toContain(`<path fill="${tableColour(table, 255)}" d="M0 0h2v1h-2zM2 1h1v1h-1z"/>`)
    expect(svg).toContain(`<path fill="${tableColour(table, 0)}" d="M2 0h1v1h-1zM0 1h2v1h-2z"/>`)
    expect(svg).toContain('dot · seed 1, step 40')
  })

  it('is well-formed XML whatever the tokens are', () => {
    const svg = mapSvg({
      ...picture,
      marks: marksOf(OVERLAYS, { plane: picture.plane, signed: false, gold: null, window: null, cutOff: null }),
      caption: ['"<&>" \ud800'],
    })
    expect(svg).toContain('>&lt;s&gt;</text>')
    expect(svg).toContain('>&amp;</text>')
    expect(svg).toContain('>x\uFFFD</text>')
    expect(svg).toContain('&quot;&lt;&amp;&gt;&quot; \uFFFD')
    const opened = svg.match(/<(?!\/)[a-z]+(?:[^>"]|"[^"]*")*(?<!\/)>/g) ?? []
    expect(opened).toHaveLength(svg.match(/<\/[a-z]+>/g)?.length ?? 0)
  })

  it('has what the overlays draw', () => {
    const bare = mapSvg(picture)
    const marks = marksOf(OVERLAYS, {
      plane: picture.plane,
      signed: false,
      gold: { sure: [[0, 0]], possible: [[0, 0], [1, 1]] }, // prettier-ignore
      window: { centres: Float32Array.of(0, 2), reach: 1 },
      cutOff: [0.25, 0],
    })
    const full = mapSvg({ ...picture, marks })
    expect(full.match(/stroke-dasharray="2 2"/g)).toHaveLength(1)
    expect(full.match(/stroke-dasharray="5 3"/g)).toHaveLength(1)
    expect(full).toContain('<title>2.000</title>') // the sum of a row
    expect(full).toContain('<title>0.250</title>')
    expect(bare).not.toMatch(/dasharray|2\.000/)
  })

  it('shows a difference from minus its ceiling on, and nothing where there is none', () => {
    const plane = { source: ['a', 'b'], target: ['x'], weights: Float32Array.of(-0.5, NaN) }
    const scaling = { kind: 'linear', ceiling: 0.5, diverging: true } as const
    const svg = mapSvg({ ...picture, plane, table: differenceTable('dark'), scaling, theme: 'dark' })
    expect(svg).toContain(`<path fill="${tableColour(differenceTable('dark'), 0)}" d="M0 0h1v1h-1z"/>`)
    expect(svg).not.toContain('M1 0')
    expect(svg).toContain('>-0.5</text>')
  })
})
