import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { SaccadeError } from '../../shared/errors.ts'
import { EXIT } from '../exit-codes.ts'
import { onStopWish } from '../stop-wish.ts'
import { findBuilt } from '../worker-program.ts'
import type { Question } from './answer.ts'

/**
 * Lets a process of its own ask a history, and print what it answers: SQLite answers on the thread that asks, which hears neither a
 * clock nor a signal meanwhile. Returns the exit code.
 * @param seconds that it has; 0 for as many as it takes
 * @throws aborted where they are up
 */
export async function ask({ file, form, sql }: Question, seconds: number): Promise<number> {
  const words = [...process.execArgv, findBuilt('main', 'query.cjs'), file, form, sql]
  const child = spawn(process.execPath, words, { stdio: 'inherit', timeout: 1000 * seconds, killSignal: 'SIGKILL' })
  const end = () => void child.kill()
  const off = onStopWish({ first: end, second: end })
  const [code, signal] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (...how) => resolve(how))
  })
  if (off()) return EXIT.stopped
  if (code !== null) return code
  if (!child.killed) return 128 + (signal ? constants.signals[signal] : 0)
  throw new SaccadeError('aborted', `The question took longer than ${seconds} s`, {
    hint: 'Ask for less, or give it longer with --timeout.',
  })
}
