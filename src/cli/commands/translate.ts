import type { ReadingHost } from '../../host/reading-host.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { Translation } from '../../shared/contract/trainer.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { type CheckpointName, parseCheckpoint } from '../checkpoint-name.ts'
import { findRun } from '../find-run.ts'
import { print, printError, printJson } from '../output.ts'
import { readLines } from '../read-lines.ts'

export interface TranslateOptions extends CommonOptions {
  readonly input: string
  readonly checkpoint: string
}

/** `saccade translate RUN`: one output line for each input line; an empty line stays empty. */
export function translate(text: string, options: TranslateOptions): Promise<number> {
  const checkpoint = parseCheckpoint(options.checkpoint)
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const unknown = new Map<string, number>()
    for await (const lines of readLines(options.input)) {
      for (const answer of await translateLines(host, { run, checkpoint, lines })) {
        for (const token of answer?.unknownTokens ?? []) unknown.set(token, (unknown.get(token) ?? 0) + 1)
        if (options.json) printJson(answer ? toObject(answer) : EMPTY)
        else print(answer?.text ?? '')
      }
    }
    if (unknown.size > 0) printError(describeUnknown(unknown))
  })
}

interface Question {
  readonly run: RunId
  readonly checkpoint: CheckpointName
  readonly lines: readonly string[]
}

/** In the order of the lines; null for an empty one, which is nothing to ask about. */
async function translateLines(
  host: ReadingHost,
  { run, checkpoint, lines }: Question,
): Promise<(Translation | null)[]> {
  const asked = lines.filter((line) => line.trim() !== '')
  const answers = asked.length > 0 ? await host.runs.translate({ run, checkpoint, lines: asked, attention: false }) : []
  let next = 0
  return lines.map((line) => (line.trim() === '' ? null : (answers[next++] ?? null)))
}

const EMPTY = { source: [], output: [], text: '', score: null, unknown: [] }

function toObject({ source, output, text, score, unknownTokens }: Translation) {
  return { source, output, text, score, unknown: unknownTokens }
}

/** `warning: 3 tokens were never seen in training and read as <unk>: foo (2), bar (1)` */
export function describeUnknown(unknown: ReadonlyMap<string, number>): string {
  const count = [...unknown.values()].reduce((sum, times) => sum + times, 0)
  const most = [...unknown].sort((a, b) => b[1] - a[1])
  const shown = most.slice(0, 10).map(([token, times]) => `${token} (${times})`)
  const rest = most.length > shown.length ? `, and ${most.length - shown.length} more` : ''
  const subject = count === 1 ? '1 token was' : `${count} tokens were`
  return `warning: ${subject} never seen in training and read as <unk>: ${shown.join(', ')}${rest}`
}
