import { spawn } from 'node:child_process'
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
  const child = spawn(process.execPath, words, {
    stdio: 'inherit',
    timeout: Math.ceil(1000 * seconds),
    killSignal: 'SIGKILL',
  })
  const end = () => void child.kill()
  const off = onStopWish({ first: end, second: end })
  const [code, signal] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (...how) => resolve(how))
  })
  if (off()) return EXIT.stopped
  if (code !== null) return code
  if (!child.killed) {
    throw new SaccadeError('storage', `The question was cut off: the process that asked it was ended by ${signal}`, {
      hint: 'Where memory was lacking, ask for less, or with --csv or --json, which hold one row at a time.',
    })
  }
  throw new SaccadeError('aborted', `The question took longer than ${seconds} s`, {
    hint: 'Ask for less, or give it longer with --timeout.',
  })
}
