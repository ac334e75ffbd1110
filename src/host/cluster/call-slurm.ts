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
}

/**
 * Runs a program of Slurm and gives what it prints.
 * @throws bad-usage where it is not there, failed (with what it said) or did not answer; the reason of the signal
 */
export async function callSlurm(
  program: string,
  words: readonly string[],
  { signal, limit = LIMIT }: CallOptions = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...words], {
      ...{ maxBuffer: 64 * 1024 ** 2, timeout: limit, killSignal: 'SIGKILL', signal },
      // Else long lists of tasks are cut off at 64 bytes.
      env: { ...process.env, SLURM_BITSTR_LEN: '0' },
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
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : String(error)
    throw new SaccadeError('bad-usage', `${program} failed: ${said ?? ''}`)
  }
}
