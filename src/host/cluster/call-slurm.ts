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
 * How a call failed: the program is not there; Slurm said nothing for long, or cannot be reached; it plainly would not do what it was
 * told; or it is not sure what became of it, as where a connection broke. Of all but the first and the third Slurm may have heard all the same.
 */
export type SlurmFault = 'absent' | 'silent' | 'refused' | 'unsure'

export class SlurmError extends SaccadeError {
  readonly fault: SlurmFault
  /** What the program said; empty where it said nothing. */
  readonly said: string

  constructor(fault: SlurmFault, message: string, { hint, said = '' }: { hint?: string; said?: string } = {}) {
    super('bad-usage', message, { hint })
    this.fault = fault
    this.said = said
  }
}

/**
 * Runs a program of Slurm and gives what it prints.
 * @throws SlurmError, which is bad usage, where it is not there, failed or did not answer; the reason of the signal
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
      throw new SlurmError('absent', `There is no ${program} on this machine`, {
        hint: 'Run this where jobs are submitted, or make a folder for another scheduler: saccade sweep FILE --on folder DIR.',
      })
    }
    if (error instanceof Error && 'killed' in error && error.killed === true && !systemCode(error)) {
      throw new SlurmError('silent', `${program} did not answer within ${limit / 1000} seconds`, {
        hint: 'Slurm may be busy or away: see whether squeue answers in a shell, then try again.',
      })
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n') : [String(error)]
    // Before it come warnings, and what a site has to say.
    const fault = said.findLast((line) => /\berror\b/i.test(line)) ?? said[0] ?? ''
    throw new SlurmError(faultOf(fault), `${program} failed: ${fault}`, { said: fault })
  }
}

/** By Slurm's own words, which are all that it gives: its programs end with the same code whatever it was. */
function faultOf(said: string): SlurmFault {
  if (/timed out|unable to contact/i.test(said)) return 'silent'
  return said === '' || /connection|zero bytes|unexpected message/i.test(said) ? 'unsure' : 'refused'
}

/** Whether Slurm said nothing for long, or cannot be reached: then what it was told it may have heard all the same. */
export const isSilence = (error: unknown): boolean => error instanceof SlurmError && error.fault === 'silent'

/** Whether Slurm plainly would not do what it was told, or could not be told. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof SlurmError && (error.fault === 'refused' || error.fault === 'absent')

/**
 * Slurm's programs take wishes of the user's from it: a filter would hide what is in the queue, or spare it, and another cluster has other
 * jobs under the same numbers.
 */
function environment(without: readonly string[]): NodeJS.ProcessEnv {
  const isKept = (name: string) => !/^(SQUEUE|SACCT|SCANCEL)_|^SLURM_CLUSTERS$/.test(name) && !without.includes(name)
  const kept = Object.entries(process.env).filter(([name]) => isKept(name))
  // Else long lists of tasks are cut off at 64 bytes.
  return { ...Object.fromEntries(kept), SLURM_BITSTR_LEN: '0', SLURM_TIME_FORMAT: 'standard' }
}
