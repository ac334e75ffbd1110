import { CommanderError } from 'commander'
import { type ErrorData, SaccadeError, furtherProblems, toErrorData } from '../shared/errors.ts'
import { problemsText } from '../shared/schema-problems.ts'
import { EXIT } from './exit-codes.ts'
import { printError, printErrorText, printJson } from './output.ts'
import { wasStopWished } from './stop-wish.ts'

const USAGE_CODES = new Set(['bad-configuration', 'bad-usage', 'bad-data', 'not-found', 'wrong-state'])

/** Reports what was thrown, on standard error and with `--json` as an event too. Returns the exit code. */
export function reportFailure(error: unknown, { json }: { json: boolean }): number {
  if (error instanceof CommanderError) return commanderExit(error, json)
  const data = toErrorData(error)
  printError(...describeFailure(data))
  if (data.code === 'internal' && data.stack) printErrorText(data.stack)
  if (json) printJson(failedEvent(data))
  if (data.code === 'aborted' && wasStopWished()) return EXIT.stopped
  return USAGE_CODES.has(data.code) ? EXIT.usage : EXIT.failed
}

export function failedEvent({ code, message, hint, problems }: ErrorData): Record<string, unknown> {
  return { event: 'failed', code, message, hint, problems }
}

/** `error:` what and where, one line a problem, then how to mend it. */
export function describeFailure({ message, hint, problems }: Omit<ErrorData, 'stack' | 'code'>): string[] {
  // A message lists its problems in one line, behind what has them; here they get a line each.
  const list = `: ${problemsText(problems)}`
  const place = problems.length > 0 ? message.indexOf(list) : -1
  const [head, behind] = place < 0 ? [message, ''] : [message.slice(0, place), message.slice(place + list.length)]
  const listed = place < 0 ? furtherProblems({ message, problems }) : problems
  const lines = [
    `error: ${head}`,
    ...listed.map(({ path, message: what }) => (path ? `  ${path}: ${what}` : `  ${what}`)),
  ]
  if (behind) lines.push(`  ${behind.replace(/^; /, '')}`)
  if (hint) lines.push(`  ${hint}`)
  return lines
}

/** Commander has printed its own words by then, except for `--help`, which is no failure. */
function commanderExit(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return EXIT.done
  if (json) printJson(failedEvent(toErrorData(new SaccadeError('bad-usage', error.message.replace(/^error: /, '')))))
  return EXIT.usage
}
