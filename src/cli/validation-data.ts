import { differingSettings } from '../shared/board/groups.ts'
import type { RunSummary } from '../shared/contract/runs.ts'

/** What says which pairs are evaluated. */
const DECIDING = /^(data\.(source|split)\.|evaluation\.(pairs|maximumLength)$)/
/** What changes the training pairs alone: those of a task are drawn after the ones for validation. */
const OF_TRAINING = /^data\.source\.(trainPairs|alignments)$/
/** The same beside a validation file. */
const OF_TRAINING_FILE = /^data\.(source\.(train|trainSource|trainTarget)$|split\.)/
/** Files and datasets, which are known by their digest wherever they lie. */
const OF_FILES = /^data\.source\.(?!where$)/

/** Sources of another kind have other settings, which tell nothing more. */
const [KIND, OF_SOURCE] = ['data.source.kind', /^data\.source\./]

type TrainedRun = Parameters<typeof differingSettings>[0][number] & Pick<RunSummary, 'dataDigest'>

/** A sentence that says that runs are not all evaluated on the same validation pairs; null where they are, as far as is known. */
export function onOtherPairs(runs: readonly TrainedRun[]): string | null {
  const digests = new Set(runs.map(({ dataDigest }) => dataDigest))
  const areKnown = !digests.has(undefined)
  const haveFile = runs.every(({ settings }) => settings['data.source.valid'] ?? settings['data.source.validSource'])
  const paths = differingSettings(runs)
    .filter((path) => DECIDING.test(path) && !OF_TRAINING.test(path))
    .filter((path) => !(haveFile && OF_TRAINING_FILE.test(path)))
    .filter((path) => !(areKnown && digests.size === 1 && OF_FILES.test(path)))
    .filter((path, _, all) => path === KIND || !(all.includes(KIND) && OF_SOURCE.test(path)))
    .sort()
  const otherFiles = areKnown && digests.size > 1 && !haveFile
  if (paths.length === 0 && !otherFiles) return null
  const what = paths.length > 0 ? `they differ in ${paths.join(', ')}` : 'their files had other pairs'
  return `Not all on the same validation pairs, so not to be compared by these values: ${what}`
}
