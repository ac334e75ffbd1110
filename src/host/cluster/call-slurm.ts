import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { SaccadeError } from '../../shared/errors.ts'
import { systemCode } from '../../shared/system-errors.ts'

const execute = promisify(execFile)

/** So long a program of Slurm may take, in milliseconds: one whose controller is away may wait for ever. */
const LIMIT = 30_000

interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** In milliseconds. */
  readonly limit?: number
  /** Variables that it is not to see. */
  readonly without?: readonly string[]
}

/**
 * Runs a program of Slurm and gives what it prints.
 * @throws bad-usage where it is not there, failed (with what it said) or did not answer; the reason of the signal
 */
export async function callSlurm(
  program: string,
  words: readonly string[],
  { signal, limit = LIMIT, without = [] }: CallOptions = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...words], {
      ...{ maxBuffer: 64 * 1024 ** 2, timeout: limit, killSignal: 'SIGKILL', signal },
      env: environment(without),
    })
    return stdout
  } catch (error) {
    signal?.throwIfAborted()
    if (systemCode(error) === 'ENOENT') {
      throw new SaccadeError('bad-usage', `There is no ${program} on this machine`, {
        hint: 'Run this where jobs are submitted, or make a folder for another scheduler: saccade sweep FILE --on folder DIR.',
      })
    }
    if (error instanceof Error && 'killed' in error && error.killed === true && !systemCode(error)) {
      throw new SaccadeError('bad-usage', `${program} did not answer within ${limit / 1000} seconds`, {
        hint: 'Slurm may be busy or away: see whether squeue answers in a shell, then try again.',
      })
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n') : [String(error)]
    // Before it come warnings, and what a site has to say.
    const fault = said.findLast((line) => /\berror\b/i.test(line)) ?? said[0]
    throw new SaccadeError('bad-usage', `${program} failed: ${fault ?? ''}`)
  }
}

/** Whether Slurm said nothing for long, or cannot be reached: then what it was told it may have heard all the same. */
export const isSilence = (error: unknown): boolean =>
  error instanceof SaccadeError && /did not answer within|timed out|unable to contact/i.test(error.message)

/** Whether Slurm plainly would not do what it was told, or could not be told. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof SaccadeError &&
  /^There is no |failed: ./.test(error.message) &&
  !isSilence(error) &&
  !/connection|zero bytes|unexpected message/i.test(error.message)

/** Slurm's programs take wishes of the user's from it: a filter of lists would hide what is in the queue. */
function environment(without: readonly string[]): NodeJS.ProcessEnv {
  const isKept = (name: string) => !/^(SQUEUE|SACCT)_/.test(name) && !without.includes(name)
  const kept = Object.entries(process.env).filter(([name]) => isKept(name))
  // Else long lists of tasks are cut off at 64 bytes.
  return { ...Object.fromEntries(kept), SLURM_BITSTR_LEN: '0', SLURM_TIME_FORMAT: 'standard' }
}
