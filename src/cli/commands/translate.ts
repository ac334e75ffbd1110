import type { ReadingHost } from '../../host/reading-host.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { RunTranslateRequest } from '../../shared/contract/run-service.ts'
import type { Translation } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { parseCheckpoint } from '../checkpoint-name.ts'
import { type DecodingFlags, decodingFor } from '../decoding-options.ts'
import { findRun } from '../find-run.ts'
import { nested } from '../nested-weights.ts'
import { printCells, printError, printJson } from '../output.ts'
import { readLineGroups } from '../read-lines.ts'
import { describeUnknown } from '../unknown-tokens.ts'

export interface TranslateOptions extends CommonOptions, DecodingFlags {
  readonly input: string
  readonly checkpoint: string
  readonly attention?: boolean
}

/** `saccade translate RUN`: the outputs of each input line, in order; an empty line stays empty. */
export function translate(text: string, options: TranslateOptions): Promise<number> {
  const { json = false, attention = false } = options
  if (attention && !json) {
    throw new SaccadeError('bad-usage', '--attention needs --json', {
      hint: '`saccade attention RUN` prints the attention over one sentence as a table.',
    })
  }
  const asked = { checkpoint: parseCheckpoint(options.checkpoint), decoding: decodingFor(options), attention }
  const ranked = options.nBest !== undefined || options.samples !== undefined
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const unknown = new Map<string, number>()
    // Without lines it only says what is wrong, before a line is waited for.
    await host.runs.translate({ run, lines: [], ...asked })
    for await (const lines of readLineGroups(options.input)) {
      for (const answer of await translateLines(host, { run, lines, ...asked })) {
        for (const token of answer?.unknownTokens ?? []) unknown.set(token, (unknown.get(token) ?? 0) + 1)
        if (json) printJson(answer ? toObject(answer, attention) : EMPTY)
        else if (ranked && answer) for (const cells of rankedCells(answer)) printCells(...cells)
        else printCells(answer?.text ?? '')
      }
    }
    printError(...describeUnknown(unknown))
  })
}

/** In the order of the lines; null for an empty one, which is nothing to ask about. */
async function translateLines(host: ReadingHost, request: RunTranslateRequest): Promise<(Translation | null)[]> {
  const { lines } = request
  const asked = lines.filter((line) => !isBlank(line))
  const answers = asked.length > 0 ? await host.runs.translate({ ...request, lines: asked }) : []
  let next = 0
  return lines.map((line) => (isBlank(line) ? null : (answers[next++] ?? null)))
}

const EMPTY = { source: [], output: [], text: '', score: null, unknown: [], hypotheses: [] }

function toObject({ source, output, text, score, unknownTokens, hypotheses, attention }: Translation, maps: boolean) {
  return {
    source,
    output,
    text,
    score,
    unknown: unknownTokens,
    hypotheses: hypotheses.map((hypothesis, rank) =>
      maps ? { ...hypothesis, attention: attentionOf(attention[rank]) } : hypothesis,
    ),
  }
}

/** As `saccade attention` prints it; null where the model attends to nothing. */
function attentionOf(map: AttentionMap | undefined) {
  return map && map.layers > 0 ? { source: map.source, target: map.target, weights: nested(map) } : null
}

/** Rank, score and text, a row a hypothesis; ranks start at 1 for each source. */
export function rankedCells({ hypotheses }: Pick<Translation, 'hypotheses'>): string[][] {
  return hypotheses.map(({ penalizedScore, text }, place) => [String(place + 1), penalizedScore.toFixed(4), text])
}
