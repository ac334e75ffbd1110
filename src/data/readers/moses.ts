import { counted } from '../../shared/counted.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { RawPair } from '../types.ts'
import { badData, createProblemList, throwProblems } from './problems.ts'
import { type ReadOptions, readLines } from './text.ts'

/**
 * The pairs of two files of equal line count, line n of one belonging to line n of the other.
 * @throws bad-data when a file cannot be read, the line counts differ, or a line is empty
 */
export async function readMoses(sourcePath: string, targetPath: string, options: ReadOptions = {}): Promise<RawPair[]> {
  const sources = await readLines(sourcePath, options)
  const targets = await readLines(targetPath, options)
  if (sources.length !== targets.length) {
    const [shortPath, short] =
      sources.length < targets.length ? [sourcePath, sources.length] : [targetPath, targets.length]
    const [longPath, long] =
      sources.length < targets.length ? [targetPath, targets.length] : [sourcePath, sources.length]
    throw badData(
      longPath,
      `${longPath}:${short + 1} has no partner: ${longPath} has ${counted(long, 'line')}, ${shortPath} has ${counted(short, 'line')}`,
      {
        line: short + 1,
        hint: 'Line n of one file must belong to line n of the other; look for a lost or doubled line.',
      },
    )
  }
  const faults = createProblemList()
  const pairs = sources.map((source, index): RawPair => {
    const target = targets[index] ?? ''
    if (isBlank(source)) faults.add({ path: `${sourcePath}:${index + 1}`, message: 'the line is empty' })
    if (isBlank(target)) faults.add({ path: `${targetPath}:${index + 1}`, message: 'the line is empty' })
    return { source, target, alternatives: [], alignment: null, origin: `${sourcePath}:${index + 1}` }
  })
  throwProblems(faults, 'Remove the empty lines together with their partners in the other file.')
  return pairs
}
