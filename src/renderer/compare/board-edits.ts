import type { Board, BoardPanel, BoardRun } from '../../shared/board/board.ts'
import type { RunId } from '../../shared/contract/runs.ts'

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
  return (board) => ({ ...board, runs: moved(board.runs, (one) => one.run === run, place) })
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

/** Edits of panels start from those shown, which on a board without any are the usual ones. */
export function setPanels(panels: readonly BoardPanel[]): BoardEdit {
  return (board) => ({ ...board, panels: [...panels] })
}

export function addPanel(panels: readonly BoardPanel[], panel: Omit<BoardPanel, 'id'>, at = panels.length): BoardEdit {
  const ids = new Set(panels.map(({ id }) => id))
  let id: string = panel.kind
  for (let n = 2; ids.has(id); n += 1) id = `${panel.kind}-${n}`
  return setPanels([...panels.slice(0, at), { ...panel, id }, ...panels.slice(at)])
}

export function removePanel(panels: readonly BoardPanel[], id: string): BoardEdit {
  return setPanels(panels.filter((panel) => panel.id !== id))
}

export function movePanel(panels: readonly BoardPanel[], id: string, place: number): BoardEdit {
  return setPanels(moved(panels, (panel) => panel.id === id, place))
}

export function changePanel(
  panels: readonly BoardPanel[],
  id: string,
  change: Partial<Pick<BoardPanel, 'width' | 'height' | 'options'>>,
): BoardEdit {
  return setPanels(panels.map((panel) => (panel.id === id ? { ...panel, ...change } : panel)))
}

/** Whether two boards show the same, wherever one looks in time and data. */
export function sameButCursor(a: Board, b: Board): boolean {
  const parts = ({ name, runs, baseline, grouping, panels }: Board) => [name, runs, baseline, grouping, panels]
  const others = parts(b)
  return parts(a).every((part, i) => part === others[i] || JSON.stringify(part) === JSON.stringify(others[i]))
}

function moved<T>(list: readonly T[], is: (one: T) => boolean, place: number): T[] {
  const at = list.findIndex(is)
  const one = list[at]
  if (one === undefined) return [...list]
  const rest = list.toSpliced(at, 1)
  return rest.toSpliced(Math.min(Math.max(place, 0), rest.length), 0, one)
}
