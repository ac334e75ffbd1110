import { argmaxLinks } from '../../metrics/alignment.ts'
import { meanAttention } from '../../metrics/attention-weights.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'
import { readAllLines } from '../read-lines.ts'

export interface AlignOptions extends CommonOptions {
  readonly source: string
  readonly target: string
  readonly checkpoint: string
}

/** Pairs asked for together: their maps are in memory at once. */
const TOGETHER = 200

/** `saccade align RUN`: a line of links in Pharaoh format for each pair of lines, from the attention over it. */
export function align(text: string, options: AlignOptions): Promise<number> {
  const checkpoint = parseCheckpoint(options.checkpoint)
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const pairs = await readPairs(options.source, options.target)
    for (let start = 0; start < pairs.length; start += TOGETHER) {
      const some = pairs.slice(start, start + TOGETHER)
      const [lines, targets] = [some.map(([source]) => source), some.map(([, target]) => target)]
      const answers = await host.runs.translate({ run, checkpoint, lines, targets, attention: true })
      for (const [index, answer] of answers.entries()) {
        const map = answer.attention.find(({ mode }) => mode === 'teacher-forced')
        const links = map ? linksOf(map) : []
        const blank = isBlank(lines[index] ?? '') || isBlank(targets[index] ?? '')
        if (links === null || (!map && !blank)) throw new SaccadeError('not-found', `Run ${run} has no attention`)
        if (options.json) printJson({ source: map?.source ?? [], target: map?.target ?? [], links })
        else print(links.map(([from, to]) => `${from}-${to}`).join(' '))
      }
    }
  })
}

async function readPairs(sourceFile: string, targetFile: string): Promise<(readonly [string, string])[]> {
  const [sources, targets] = [await readAllLines(sourceFile), await readAllLines(targetFile)]
  if (sources.length === targets.length) return sources.map((source, index) => [source, targets[index] ?? ''])
  throw new SaccadeError(
    'bad-data',
    `${sourceFile} has ${counted(sources.length, 'line')} and ${targetFile} ${counted(targets.length, 'line')}: line n of one must belong to line n of the other`,
  )
}

/** Each target token's link to the source token with the largest weight, over the mean of layers and heads. */
export function linksOf(map: AttentionMap): (readonly [source: number, target: number])[] | null {
  const mean = meanAttention(map)
  const words = (tokens: readonly string[]) => tokens.length - (tokens.at(-1) === '<eos>' ? 1 : 0)
  return mean && argmaxLinks(mean, { source: words(map.source), target: words(map.target) })
}
