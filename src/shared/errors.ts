/**
 * The one error type that crosses process borders. `code` is for programs, `message` says what
 * happened and where, `hint` what to do about it. Anything else thrown is a defect and is shown as such.
 */
export type ErrorCode =
  | 'bad-configuration' // a configuration breaks the schema or holds settings that clash
  | 'bad-data' // a data file is missing, empty, malformed, or does not fit the configuration
  | 'bad-usage' // a command or call has wrong arguments
  | 'not-found' // the named run, checkpoint, sentence … does not exist
  | 'wrong-state' // the call does not fit the state of the run
  | 'locked' // another host holds the data folder
  | 'storage' // the database or a file of the data folder cannot be read or written
  | 'newer-version' // the data was written by a newer version
  | 'engine' // no engine could be loaded, or it failed
  | 'bad-score' // a score of the user's own cannot be read, throws, or gives what no score gives
  | 'diverged' // the loss or a gradient became infinite or NaN
  | 'worker-lost' // the worker process ended or stopped answering
  | 'disconnected' // the other end of a channel is gone
  | 'aborted' // the caller gave up
  | 'refused' // a request was refused for reasons of security
  | 'internal' // a defect in Saccade

export interface Problem {
  /** Dotted path of the setting, such as `model.encoder.hidden`, or `file.tsv:12` for a line of a file. */
  readonly path: string
  readonly message: string
}

/** What to do about an error where that depends on the way in: a command, or the pages of the window. */
export interface Hints {
  readonly terminal: string
  readonly window: string
}

export interface SaccadeErrorOptions {
  readonly hint?: string | Hints
  /** Every single fault found, where there can be more than one. */
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

export class SaccadeError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  /** The hint in the window; the same unless the window has another way out. */
  readonly windowHint: string
  readonly problems: readonly Problem[]

  constructor(code: ErrorCode, message: string, options: SaccadeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SaccadeError'
    this.code = code
    const { hint = '' } = options
    this.hint = typeof hint === 'string' ? hint : hint.terminal
    this.windowHint = typeof hint === 'string' ? hint : hint.window
    this.problems = options.problems ?? []
  }
}

/** The faults that the message does not tell by itself, so that none is told twice. */
export function furtherProblems({ message, problems }: Pick<SaccadeError, 'message' | 'problems'>): readonly Problem[] {
  return problems.filter((problem) => !(message.includes(problem.path) && message.includes(problem.message)))
}

/** What is left of an error on the wire: structured clone drops `code` and own fields of an Error. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  /** Where the window has another way out. */
  readonly windowHint?: string
  readonly problems: readonly Problem[]
  readonly stack?: string
}

/** Any thrown value as plain data; an unknown error becomes `internal` and keeps its stack. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof SaccadeError) {
    const { code, message, hint, windowHint, problems, stack } = error
    return { code, message, hint, ...(windowHint !== hint && { windowHint }), problems, stack }
  }
  if (error instanceof Error) {
    return { code: 'internal', message: error.message, hint: '', problems: [], stack: error.stack }
  }
  return { code: 'internal', message: String(error), hint: '', problems: [] }
}

/** The inverse of {@link toErrorData}. The far end's stack is kept as the cause's text. */
export function fromErrorData(data: ErrorData): SaccadeError {
  const { code, message, hint, windowHint = hint, problems, stack } = data
  return new SaccadeError(code, message, { hint: { terminal: hint, window: windowHint }, problems, cause: stack })
}
