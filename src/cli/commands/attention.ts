import type { AttentionMap } from '../../shared/contract/attention.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { findRun } from '../find-run.ts'
import { nested } from '../nested-weights.ts'
import { print, printError, printJson } from '../output.ts'
import { formatTable } from '../table.ts'
import { describeUnknown, shortToken } from '../unknown-tokens.ts'

export interface AttentionOptions extends CommonOptions {
  readonly source: string
  readonly target?: string
  readonly checkpoint: string
}

/** `saccade attention RUN`: over the given target, or over what the model says by itself. */
export function attention(text: string, options: AttentionOptions): Promise<number> {
  const checkpoint = parseCheckpoint(options.checkpoint)
  if (isBlank(options.source)) throw new SaccadeError('bad-usage', '--source is empty')
  if (options.target !== undefined && isBlank(options.target)) {
    throw new SaccadeError('bad-usage', '--target is empty', {
      hint: 'Leave it out to see the attention over what the model says by itself.',
    })
  }
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const targets = options.target === undefined ? undefined : [options.target]
    const [answer] = await host.runs.translate({ run, checkpoint, lines: [options.source], targets, attention: true })
    const mode = targets ? 'teacher-forced' : 'free-running'
    const map = answer?.attention.find((candidate) => candidate.mode === mode)
    if (!answer || !map || map.layers === 0) {
      throw new SaccadeError('not-found', `Run ${run} has no attention: its model attends to nothing`)
    }
    const { source, target } = map
    if (options.json) printJson({ source, target, weights: nested(map), ...windowJson(map), mode, text: answer.text })
    else print(...tables(map))
    const unknown = new Map(answer.unknownTokens.map((token) => [token, 1]))
    printError(...describeUnknown(unknown))
  })
}

/** window.centres[layer][t] and window.reach, where the model keeps to windows */
function windowJson({ window, layers, target }: AttentionMap) {
  if (!window) return {}
  const centres = Array.from({ length: layers }, (_, layer) =>
    Array.from(window.centres.subarray(layer * target.length, (layer + 1) * target.length)),
  )
  return { window: { centres, reach: window.reach, ...(window.outside && { outside: window.outside }) } }
}

/** One table a layer and head: a row a target token, shares in percent. */
function tables(map: AttentionMap): string[] {
  const source = map.source.map(shortToken)
  const all = nested(map).flatMap((heads, layer) =>
    heads.map((rows, head) => {
      const body = rows.map((row, t) => [
        shortToken(map.target[t] ?? ''),
        ...row.map((weight) => Math.round(100 * weight)),
      ])
      return [`layer ${layer + 1}, head ${head + 1} (%)`, ...formatTable(['', ...source], body)]
    }),
  )
  return all.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}
