import type { ReadingHost } from '../../host/reading-host.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { HypothesisTree } from '../../shared/contract/asking.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { RunTranslateRequest } from '../../shared/contract/run-service.ts'
import type { Translation } from '../../shared/contract/translation.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { type CheckpointFlags, checkpointAt } from '../checkpoint-at.ts'
import { type DecodingFlags, decodingFor } from '../decoding-options.ts'
import { findRun } from '../find-run.ts'
import { nested } from '../nested-weights.ts'
import { printCells, printError, printJson } from '../output.ts'
import { readLineGroups } from '../read-lines.ts'
import { describeUnknown } from '../unknown-tokens.ts'

export interface TranslateOptions extends CommonOptions, DecodingFlags, CheckpointFlags {
  readonly input: string
  readonly attention?: boolean
  readonly prefix?: string
  readonly tree?: boolean
}

/** `saccade translate RUN…`: the outputs of each input line, in order; an empty line stays empty. */
export function translate(named: readonly string[], options: TranslateOptions): Promise<number> {
  const { json = false, attention = false, prefix, tree = false } = options
  if (attention && !json) {
    throw new SaccadeError('bad-usage', '--attention needs --json', {
      hint: '`saccade attention RUN` prints the attention over one sentence as a table.',
    })
  }
  const decoding = decodingFor(options)
  if (tree && (!json || decoding.kind !== 'beam')) {
    throw new SaccadeError('bad-usage', `--tree needs ${json ? '--beam' : '--json'}`, {
      hint: 'The tree of hypotheses is that of a beam, and no table: --beam 4 --tree --json.',
    })
  }
  const ranked = options.nBest !== undefined || options.samples !== undefined
  return withReadingHost(options, async (host) => {
    const asked: RunTranslateRequest[] = []
    for (const text of named) {
      const { run } = await findRun(host.runs, text)
      const checkpoint = await checkpointAt(host, run, options)
      const request = { run, checkpoint, decoding, attention, prefix, lines: [] }
      // Without lines it only says what is wrong, before a line is waited for.
      await host.runs.translate(request)
      asked.push(request)
    }
    const several = asked.length > 1
    const unknown = new Map<string, number>()
    for await (const lines of readLineGroups(options.input)) {
      const answers = new Map<RunId, readonly Answer[]>()
      for (const request of asked) {
        const found = await translateLines(host, { ...request, lines })
        const trees = tree ? await growTrees(host, { ...request, lines }) : []
        answers.set(
          request.run,
          found.map((answer, place) => ({ answer, tree: trees[place] ?? null })),
        )
      }
      // All runs' outputs of a line stand together.
      for (const place of lines.keys()) {
        for (const { run } of asked) {
          const { answer = null, tree: grown = null } = answers.get(run)?.[place] ?? {}
          for (const token of answer?.unknownTokens ?? []) unknown.set(token, (unknown.get(token) ?? 0) + 1)
          const whose = several ? [run] : []
          if (json)
            printJson({
              ...(several && { run }),
              ...(answer ? toObject(answer, attention) : EMPTY),
              ...(tree && { tree: grown }),
            })
          else if (ranked && answer) for (const cells of rankedCells(answer)) printCells(...whose, ...cells)
          else printCells(...whose, answer?.text ?? '')
        }
      }
    }
    printError(...describeUnknown(unknown))
  })
}

interface Answer {
  readonly answer: Translation | null
  readonly tree: HypothesisTree | null
}

/** In the order of the lines; null for an empty one, which is nothing to ask about. */
async function translateLines(host: ReadingHost, request: RunTranslateRequest): Promise<(Translation | null)[]> {
  const { lines } = request
  const asked = lines.filter((line) => !isBlank(line))
  const answers = asked.length > 0 ? await host.runs.translate({ ...request, lines: asked }) : []
  let next = 0
  return lines.map((line) => (isBlank(line) ? null : (answers[next++] ?? null)))
}

/** How the beam grew for each line; null for an empty one. */
async function growTrees(
  host: ReadingHost,
  { run, checkpoint, lines, decoding, prefix }: RunTranslateRequest,
): Promise<(HypothesisTree | null)[]> {
  const found = (await host.runs.checkpoints({ run })).find(
    ({ kind, step }) => kind === checkpoint || step === checkpoint,
  )
  const trees: (HypothesisTree | null)[] = []
  for (const source of lines) {
    if (isBlank(source)) trees.push(null)
    else
      trees.push(
        (await host.runs.ask({ run, step: found?.step ?? 'latest', source, decoding, prefix, tree: true })).tree,
      )
  }
  return trees
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
