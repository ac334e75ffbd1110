import fs from 'node:fs'
import { join } from 'node:path'
import { counted } from '../../shared/counted.ts'
import { type DroppedRow, type FixPlan, type FixRecipe, OUTSIDE_QUERY } from '../../shared/datasets/fixing.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { createFindingsPass } from '../findings/pass.ts'
import { type FixedDataset, type Fixer, createFixer } from '../findings/plan-fix.ts'
import type { Manifest } from '../folder/manifest.ts'
import type { OpenFolder } from '../folder/reader.ts'
import { writeAll } from '../folder/write-all.ts'
import { type WrittenPair, createFolderWriter } from '../folder/writer.ts'
import { createPace } from '../pace.ts'
import { type ImportOptions, marksOf, scriptsOf } from './import-pairs.ts'
import { createSplitting } from './prepare-pair.ts'

/** The file of a derived dataset that lists what was left out of its parent: a `DroppedRow` of JSON a line. */
export const DROPPED_FILE = 'dropped.jsonl'

const BATCH = 4096

/** The rows of a dataset that are meant: a byte a row, or null for all. */
export type Meant = Uint8Array | null

/** What the fixes of a recipe would do to the rows meant; nothing is made. @throws bad-usage, aborted */
export async function planFixes(
  parent: OpenFolder,
  { fixes }: Pick<FixRecipe, 'fixes'>,
  meant: Meant,
  signal?: AbortSignal,
): Promise<FixPlan> {
  const fixer = createFixer(fixes, fixedDataset(parent))
  const rows = fixedRows(parent, fixer, meant, signal)
  while (!(await rows.next()).done) continue
  return fixer.plan(meant?.reduce((outside, one) => outside + (one === 1 ? 0 : 1), 0))
}

/**
 * Makes a dataset of another by a recipe of fixes, in a folder that is there and empty, with the list of what was left out.
 * @throws bad-usage, bad-data where nothing is left, storage, aborted
 */
export async function derivePairs(
  parent: OpenFolder,
  recipe: FixRecipe,
  meant: Meant,
  folder: string,
  { signal, onProgress = () => undefined }: ImportOptions = {},
): Promise<Manifest> {
  const { manifest, pairs } = parent
  const fixer = createFixer(recipe.fixes, fixedDataset(parent))
  const split = recipe.splitting ? createSplitting(recipe.splitting) : undefined
  const writer = createFolderWriter(folder)
  const findings = createFindingsPass(join(folder, 'findings'))
  const place = join(folder, DROPPED_FILE)
  const list = explaining(place, () => fs.openSync(place, 'wx'))
  try {
    for await (const { kept, dropped, done } of fixedRows(parent, fixer, meant, signal)) {
      const batch = split ? kept.map((pair) => ({ ...pair, split: split(pair.source, pair.split) })) : kept
      writer.add(batch)
      findings.add(batch)
      const lines = dropped.map((row) => `${JSON.stringify(row)}\n`).join('')
      explaining(place, () => writeAll(list, Buffer.from(lines)))
      onProgress({ text: `${counted(done, 'pair')} looked at`, done, total: pairs })
    }
    if (writer.pairs === 0) {
      throw new SaccadeError('bad-data', 'The fixes leave no pair', { hint: 'Choose fewer, or other thresholds.' })
    }
    const { columns, surroundings } = await findings.finish({
      splits: writer.splits(),
      read: writer.read,
      pace: createPace(signal),
    })
    return writer.finish(marksOf(columns), {
      recipe: { ...manifest.recipe, fixed: [...(manifest.recipe.fixed ?? []), recipe] },
      files: manifest.files,
      skipped: manifest.skipped,
      scripts: scriptsOf(surroundings),
    })
  } finally {
    fs.closeSync(list)
    findings.close()
    writer.close()
  }
}

/** The rows meant, a batch at a time: those that stay as they become, and those that go. */
async function* fixedRows(
  parent: OpenFolder,
  fixer: Fixer,
  meant: Meant,
  signal?: AbortSignal,
): AsyncGenerator<{ kept: WrittenPair[]; dropped: DroppedRow[]; done: number }> {
  const pace = createPace(signal)
  for (let from = 0; from < parent.pairs; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, parent.pairs - from) }, (_, i) => from + i)
    const kept: WrittenPair[] = []
    const dropped: DroppedRow[] = []
    parent.texts(rows, (row, source, target) => {
      const split: SplitName = parent.splitOf(row)
      if (meant && meant[row] !== 1) {
        dropped.push({ row, source, target, split, reasons: [OUTSIDE_QUERY] })
        return
      }
      const { texts, reasons } = fixer.next(row, { source, target }, split)
      if (reasons.length > 0) dropped.push({ row, source, target, split, reasons })
      else kept.push({ ...texts, split })
    })
    yield { kept, dropped, done: from + rows.length }
    await pace.breathe()
  }
}

function fixedDataset(folder: OpenFolder): FixedDataset {
  const column = (name: string) => (folder.hasColumn(name) ? folder.column(name) : undefined)
  const [flags, original] = [column('flags'), column('original')]
  return {
    findings: folder.manifest.findings.map(({ id }) => id),
    flags: (row) => flags?.[row] ?? 0,
    original: (row) => original?.[row] ?? -1,
    score: (name, row) => column(name)?.[row],
  }
}
