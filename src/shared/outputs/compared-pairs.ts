import { editsByPlace } from './edits-by-place.ts'
import type { ComparedOutput, ComparedPair } from './output-fields.ts'
import type { RunOutputs } from './run-outputs.ts'

/** A run with its rows of the pairs that several have in common. */
export interface RunRows {
  readonly outputs: RunOutputs
  readonly rows: Int32Array
}

/** The pairs that runs have in common as a query looks at them, one at a time: the same object, whatever it stands on. */
export interface PairView extends ComparedPair {
  /** Which of the common pairs is looked at. */
  at: number
}

/**
 * @param runs with the rows of the common pairs; undefined for one of which nothing is there
 * @param masks by query of rows of the dataset, for each row of the first run that is there, 1 where it is one of them
 */
export function createPairView(
  runs: readonly (RunRows | undefined)[],
  masks: ReadonlyMap<string, Uint8Array> = new Map(),
): PairView {
  const there = runs.filter((run) => run !== undefined)
  const [first] = there
  const firstRow = () => first?.rows[view.at] ?? -1
  const views = runs.map((run) => run && outputView(run.outputs, () => run.rows[view.at] ?? -1))
  const shown = views.filter((one) => one !== undefined)
  const view: PairView = {
    at: 0,
    runs: views,
    get pair() {
      return first?.outputs.pairs[firstRow()] ?? NO_PAIR
    },
    get source() {
      return first?.outputs.source(firstRow()) ?? ''
    },
    get target() {
      return first?.outputs.references(firstRow())[0] ?? ''
    },
    get rows() {
      return [...masks].flatMap(([query, mask]) => (mask[firstRow()] === 1 ? query : []))
    },
    get disagree() {
      return shown.some(({ text }) => text !== shown[0]?.text)
    },
  }
  return view
}

const NO_PAIR = { place: -1, source: [], target: [], alternatives: [], rarest: 0, unknown: 0 }

function outputView(run: RunOutputs, row: () => number): ComparedOutput {
  const { outputs } = run
  return {
    get text() {
      return run.text(row())
    },
    get length() {
      return outputs.lengths[row()] ?? NaN
    },
    get score() {
      return outputs.scores[row()] ?? NaN
    },
    get exact() {
      return outputs.exact[row()] === 1
    },
    get edits() {
      return outputs.edits[row()] ?? NaN
    },
    get errorRate() {
      return (outputs.edits[row()] ?? NaN) / (outputs.references[row()] ?? NaN)
    },
    get alignmentError() {
      return (outputs.misaligned[row()] ?? NaN) / (outputs.links[row()] ?? NaN)
    },
    get wrongAt() {
      if (outputs.edits[row()] === 0) return []
      const counts = editsByPlace(run.tokens(row()), closest(run, row()))
      return counts.flatMap((count, place) => (count > 0 ? String(place + 1) : []))
    },
  }
}

/** The reference that the edits of a row are counted against: the first of its length that takes so few. */
export function closest({ pairs, outputs, tokens }: RunOutputs, row: number): readonly string[] {
  const pair = pairs[row]
  if (!pair) return []
  if (pair.alternatives.length === 0) return pair.target
  const [edits, length, output] = [outputs.edits[row], outputs.references[row], tokens(row)]
  const all = [pair.target, ...pair.alternatives].filter((reference) => reference.length === length)
  const sum = (reference: readonly string[]) => editsByPlace(output, reference).reduce((total, one) => total + one, 0)
  return all.find((reference) => sum(reference) === edits) ?? pair.target
}
