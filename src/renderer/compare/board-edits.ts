import type { Board, BoardPanel, BoardRun, BoardSentence } from '../../shared/board/board.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { sameJson } from '../../shared/same-json.ts'
import { moved } from '../ui/moved.ts'

// What a user does to a board, each a function from the board before to the one after.

export type BoardEdit = (board: Board) => Board

/** Runs put on the board behind those that are there. */
export function addRuns(runs: readonly RunId[]): BoardEdit {
  return (board) => {
    const there = new Set(board.runs.map(({ run }) => run))
    return { ...board, runs: [...board.runs, ...runs.filter((run) => !there.has(run)).map((run) => ({ run }))] }
  }
}

export function removeRuns(runs: Iterable<RunId>): BoardEdit {
  const gone = new Set(runs)
  return (board) => ({
    ...board,
    runs: board.runs.filter(({ run }) => !gone.has(run)),
    baseline: board.baseline !== null && gone.has(board.baseline) ? null : board.baseline,
  })
}

/** `run` moved to stand at `place` among the runs. */
export function moveRun(run: RunId, place: number): BoardEdit {
  return (board) => ({
    ...board,
    runs: moved(
      board.runs,
      board.runs.find((one) => one.run === run),
      place,
    ),
  })
}

/** The board's own colour and label of a run; undefined gives it back its usual one. */
export function markRun(run: RunId, marks: { readonly [Key in 'colour' | 'label']?: string | undefined }): BoardEdit {
  return (board) => ({
    ...board,
    runs: board.runs.map((one): BoardRun => {
      if (one.run !== run) return one
      const { colour, label } = { ...one, ...marks }
      return { run, ...(colour !== undefined && { colour }), ...(label && { label }) }
    }),
  })
}

export function setBaseline(baseline: RunId | null): BoardEdit {
  return (board) => ({ ...board, baseline })
}

export function setGrouping(change: Partial<Board['grouping']>): BoardEdit {
  return (board) => ({ ...board, grouping: { ...board.grouping, ...change } })
}

// Edits of panels are of those that the board has when they are made: two may come before the page is drawn again. A board
// that says nothing of panels shows the usual ones, see `onPanels`.

/** A panel at a place, else the last; under the id that it had if that is free. */
export function addPanel(panel: Omit<BoardPanel, 'id'> & { readonly id?: string }, at?: number): BoardEdit {
  return (board) => {
    const ids = new Set(board.panels.map(({ id }) => id))
    let id: string = panel.id ?? panel.kind
    for (let n = 2; ids.has(id); n += 1) id = `${panel.kind}-${n}`
    return { ...board, panels: board.panels.toSpliced(at ?? board.panels.length, 0, { ...panel, id }) }
  }
}

export function removePanel(id: string): BoardEdit {
  return (board) => ({ ...board, panels: board.panels.filter((panel) => panel.id !== id) })
}

export function movePanel(id: string, place: number): BoardEdit {
  return (board) => ({
    ...board,
    panels: moved(
      board.panels,
      board.panels.find((panel) => panel.id === id),
      place,
    ),
  })
}

/** A height that is undefined is one that follows from what there is room for. */
export function sizePanel(
  id: string,
  size: { readonly width?: number; readonly height?: number | undefined },
): BoardEdit {
  return (board) => ({
    ...board,
    panels: board.panels.map((panel) => {
      if (panel.id !== id) return panel
      const { height, ...rest } = { ...panel, ...size }
      return height === undefined ? rest : { ...rest, height }
    }),
  })
}

/**
 * Some options of a panel; those left out stay as they are. Where one of those `shared` changes, all panels of the kind have
 * these alike from then on, so that no zoom into steps is one into seconds elsewhere.
 */
export function setOptions(id: string, change: BoardPanel['options'], shared: readonly string[] = []): BoardEdit {
  return (board) => {
    const chosen = board.panels.find((panel) => panel.id === id)
    if (!chosen) return board
    const options = { ...chosen.options, ...change }
    const alike = shared.some((key) => Object.hasOwn(change, key)) ? shared : []
    const panels = board.panels.map((panel) => {
      if (panel === chosen) return { ...panel, options }
      if (panel.kind !== chosen.kind) return panel
      return { ...panel, options: withShared(panel.options, options, alike) }
    })
    return { ...board, panels }
  }
}

/** `options` with those of the keys `shared` as they are in `others`, or left out as there. */
export function withShared(
  options: BoardPanel['options'],
  others: BoardPanel['options'],
  shared: readonly string[],
): BoardPanel['options'] {
  const isShared = ([key]: [string, unknown]) => shared.includes(key)
  const own = Object.entries(options).filter((entry) => !isShared(entry))
  return Object.fromEntries([...own, ...Object.entries(others).filter(isShared)])
}

/** A sentence kept with the board, once. */
export function keepSentence(sentence: BoardSentence): BoardEdit {
  return (board) => {
    const there = board.sentences.some((one) => sameSentence(one, sentence))
    return there ? board : { ...board, sentences: [...board.sentences, sentence] }
  }
}

export function forgetSentence(sentence: BoardSentence): BoardEdit {
  return (board) => ({ ...board, sentences: board.sentences.filter((one) => !sameSentence(one, sentence)) })
}

export function sameSentence(a: BoardSentence, b: BoardSentence): boolean {
  return a.source === b.source && (a.target ?? '') === (b.target ?? '')
}

/** Whether two boards show the same, wherever one looks in time and data. */
export function sameButCursor(a: Board, b: Board): boolean {
  const parts = ({ name, runs, baseline, grouping, sentences, panels }: Board) => [
    ...[name, runs, baseline, grouping, sentences, panels],
  ]
  const others = parts(b)
  return parts(a).every((part, i) => sameJson(part, others[i]))
}
