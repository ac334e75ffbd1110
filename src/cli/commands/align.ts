import { argmaxLinks } from '../../shared/attention/alignment.ts'
import { meanAttention } from '../../shared/attention/weights.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'
import { readPairs } from '../read-pairs.ts'

export interface AlignOptions extends CommonOptions {
  readonly source: string
  readonly target: string
  readonly checkpoint: string
}

/** `saccade align RUN`: a line of links in Pharaoh format for each pair of lines, from the attention over it. */
export function align(text: string, options: AlignOptions): Promise<number> {
  const checkpoint = parseCheckpoint(options.checkpoint)
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const { groups } = await readPairs(options.source, options.target)
    for await (const { sources: lines, targets } of groups) {
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

/** Each target token's link to the source token with the largest weight, over the mean of layers and heads. */
export function linksOf(map: AttentionMap): (readonly [source: number, target: number])[] | null {
  const mean = meanAttention(map)
  const words = (tokens: readonly string[]) => tokens.length - (tokens.at(-1) === '<eos>' ? 1 : 0)
  return mean && argmaxLinks(mean, { source: words(map.source), target: words(map.target) })
}
