import { describe, expect, it } from 'vitest'
import { EMPTY_BOARD, type Board, boardSchema } from '../../shared/board/board.ts'
import { boardColours, groupColours } from './board-colours.ts'
import {
  addPanel,
  addRuns,
  markRun,
  movePanel,
  moveRun,
  removePanel,
  removeRuns,
  sameButCursor,
  setBaseline,
  setOptions,
  sizePanel,
} from './board-edits.ts'
import { draggedSize, keyedSize } from './panel-size.ts'

const of = (...runs: string[]): Board => ({ ...EMPTY_BOARD, runs: runs.map((run) => ({ run })) })
const ids = (board: Board) => board.runs.map(({ run }) => run)

describe('edits of a board', () => {
  it('add each run once, take away, and order', () => {
    expect(ids(addRuns(['b', 'c'])(of('a', 'b')))).toEqual(['a', 'b', 'c'])
    expect(ids(removeRuns(['a', 'x'])(of('a', 'b')))).toEqual(['b'])
    expect(ids(moveRun('c', 0)(of('a', 'b', 'c')))).toEqual(['c', 'a', 'b'])
    expect(ids(moveRun('a', 99)(of('a', 'b', 'c')))).toEqual(['b', 'c', 'a'])
    expect(ids(moveRun('x', 0)(of('a')))).toEqual(['a'])
  })

  it('forget a baseline that leaves the board', () => {
    const board = setBaseline('a')(of('a', 'b'))
    expect(removeRuns(['b'])(board).baseline).toBe('a')
    expect(removeRuns(['a'])(board).baseline).toBeNull()
  })

  it('give a run a label and a colour, and its usual ones back', () => {
    const marked = markRun('a', { label: 'mine', colour: '#112233' })(of('a', 'b'))
    expect(marked.runs[0]).toEqual({ run: 'a', label: 'mine', colour: '#112233' })
    expect(markRun('a', { label: undefined })(marked).runs[0]).toEqual({ run: 'a', colour: '#112233' })
    expect(() => boardSchema.parse(marked)).not.toThrow()
  })

  it('add, order, size and remove panels, each told from the others', () => {
    const maps = { kind: 'maps', width: 12, options: {} }
    const board = addPanel(maps)({ ...EMPTY_BOARD, panels: [{ ...maps, id: 'maps' }] })
    const panels = (of: Board) => of.panels.map(({ id }) => id)
    expect(panels(board)).toEqual(['maps', 'maps-2'])
    expect(panels(movePanel('maps-2', 0)(board))).toEqual(['maps-2', 'maps'])
    expect(sizePanel('maps', { width: 6 })(board).panels.map(({ width }) => width)).toEqual([6, 12])
    const [removed] = board.panels
    const without = removePanel('maps')(board)
    expect(panels(without)).toEqual(['maps-2'])
    expect(panels(addPanel({ ...maps, ...removed }, 0)(without))).toEqual(['maps', 'maps-2'])
  })

  it('of options keep what another edit has just set', () => {
    const panel = { kind: 'curves', id: 'curves', width: 12, options: {} }
    const once = setOptions('curves', { range: null })({ ...EMPTY_BOARD, panels: [panel] })
    expect(setOptions('curves', { charts: [] })(once).panels[0]?.options).toEqual({ range: null, charts: [] })
  })

  it('of options that panels of a kind share are of all of them, and bring what belongs to them', () => {
    const panel = (id: string, options: Board['panels'][number]['options']) => ({
      kind: 'curves',
      id,
      width: 12,
      options,
    })
    const board = { ...EMPTY_BOARD, panels: [panel('a', {}), panel('b', { axis: 'time', charts: [1] })] }
    const options = (of: Board) => of.panels.map((one) => one.options)
    const zoomed = setOptions('a', { range: 5 }, ['axis', 'range'])(board)
    expect(options(zoomed)).toEqual([{ range: 5 }, { charts: [1], range: 5 }])
    expect(options(setOptions('a', { charts: [] }, ['axis', 'range'])(board))[1]).toEqual({ axis: 'time', charts: [1] })
  })

  it('know a board that differs only in where one looks', () => {
    const board = of('a')
    expect(sameButCursor(board, { ...board, cursor: { ...board.cursor, step: 7 } })).toBe(true)
    expect(sameButCursor(board, of('b'))).toBe(false)
    const edited = addPanel({ kind: 'maps', width: 12, options: {} })(board)
    expect(sameButCursor(edited, boardSchema.parse(edited))).toBe(true)
  })
})

describe('the size of a panel', () => {
  it('changes by keys and by dragging, within what a board allows', () => {
    expect(keyedSize('ArrowLeft', { width: 12, height: 200 })).toEqual({ width: 11, height: 200 })
    expect(keyedSize('ArrowRight', { width: 12, height: 200 })).toEqual({ width: 12, height: 200 })
    expect(keyedSize('ArrowUp', { width: 12, height: 130 })).toEqual({ width: 12, height: 120 })
    expect(keyedSize('a', { width: 12, height: 130 })).toBeNull()
    expect(draggedSize({ width: 12, height: 200 }, { x: -260, y: 33 }, 100)).toEqual({ width: 9, height: 233 })
  })
})

describe('colours of a board', () => {
  const runs = new Map(
    Array.from({ length: 40 }, (_, i) => [`r${i}`, { sequence: i + 1, colour: i === 3 ? '#123456' : null }] as const),
  )
  const css = (listed: { run: string; colour?: string }[]) =>
    [...boardColours(listed, runs).values()].map((colour) => `${colour.css} ${colour.dash.join()}`)
  const list = (...places: number[]) => places.map((place) => ({ run: `r${place}` }))

  it('are the board’s, then the run’s own, then those of the places in the history', () => {
    expect(css([{ run: 'r0', colour: '#aabbcc' }, ...list(3, 1)])).toEqual(['#aabbcc ', '#123456 ', 'var(--run-1) '])
  })

  it('tell runs apart that would have one colour, hues before dashes', () => {
    expect(css(list(0, 7, 14, 21))).toEqual(['var(--run-0) ', 'var(--run-1) ', 'var(--run-2) ', 'var(--run-3) '])
    const many = css(list(...Array.from({ length: 29 }, (_, i) => i).filter((i) => i !== 3)))
    expect(new Set(many).size).toBe(28)
  })

  it('stay when a run is added', () => {
    const before = css(list(0, 7, 5))
    expect(css(list(0, 7, 5, 12)).slice(0, 3)).toEqual(before)
  })

  it('of groups are those of the order of the groups, so that two of five seeds are blue and vermilion, and one a group', () => {
    const seeds = [0, 5].map((first) => ({ runs: list(...Array.from({ length: 5 }, (_, i) => first + i)) }))
    const colours = groupColours(seeds, list(), new Map())
    expect(Array.from(colours.values(), ({ css }) => css)).toEqual(
      ['var(--run-0)', 'var(--run-1)'].flatMap((one) => Array.from({ length: 5 }, () => one)),
    )
    const given = groupColours(seeds, [...list(0, 3), { run: 'r6', colour: '#aabbcc' }], runs)
    expect(['r0', 'r3', 'r5', 'r9'].map((run) => given.get(run)?.css)).toEqual([
      '#123456',
      '#123456',
      '#aabbcc',
      '#aabbcc',
    ])
  })
})
