import { spawn } from 'node:child_process'
import process from 'node:process'
import { findProgram } from '../../scripts/setup/places.js'

export interface Display {
  /** For the environment variable DISPLAY. */
  readonly name: string
  close(): Promise<void>
}

/** A screen of our own to draw windows on, whatever screen the machine has; a string says why there is none. */
export async function openDisplay(): Promise<Display | string> {
  const xvfb = findProgram(['Xvfb'])
  if (!xvfb) return 'no Xvfb to draw the window on; apt-get install xvfb'
  // It picks a free display itself and writes its number to the descriptor.
  const server = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  const kill = (): void => void server.kill('SIGKILL')
  process.once('exit', kill)
  const number = new Promise<string>((resolve) => {
    server.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()))
  })
  const name = await Promise.race([number, ended.then(() => '')])
  if (name === '') return 'Xvfb does not start'
  return {
    name: `:${name}`,
    async close() {
      process.off('exit', kill)
      server.kill()
      await ended
    },
  }
}
