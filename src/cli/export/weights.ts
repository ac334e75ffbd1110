import fs from 'node:fs'
import path from 'node:path'
import type { LeftOutRun } from '../../shared/contract/comparison.ts'
import type { CheckpointName, RunSummary } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { byReason, createChoice } from '../../shared/outputs/choose.ts'
import { problemsText } from '../../shared/schema-problems.ts'
import type { Source } from './tables.ts'

/**
 * `RUN.safetensors` for each run that has the checkpoint. Returns the others, with the reason.
 * @throws not-found where none has it
 */
export async function writeWeights(
  folder: string,
  { service }: Source,
  runs: readonly RunSummary[],
  checkpoint: CheckpointName,
): Promise<readonly LeftOutRun[]> {
  const choice = createChoice()
  const written = await choice.each(runs, async ({ run }) => {
    const { content } = await service.exportWeights({ run, checkpoint })
    fs.writeFileSync(path.join(folder, `${run}.safetensors`), content, { flag: 'wx' })
    return run
  })
  if (written.length > 0) return choice.leftOut
  const named = choice.leftOut.map((one) => ({ ...one, name: `${one.name} (${one.run})` }))
  const problems = byReason(named).map(({ names, reason }) => ({ path: names.join(', '), message: reason }))
  throw new SaccadeError('not-found', `There are no weights to write: ${problemsText(problems)}`, { problems })
}
