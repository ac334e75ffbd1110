import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { createDeferred, type Deferred } from '../src/worker/training/deferred.ts'
import type { Request, TorchRequest } from './protocol.ts'

const LAST_LINES = 4000

const answerSchema = z.union([z.object({ ok: z.unknown() }), z.object({ error: z.string() })])

/** A process that answers one request at a time. It ends when its input does, so none outlives the bench. */
export interface Peer {
  /** @throws with the peer's own words when it failed or ended */
  ask<T>(request: Request | TorchRequest, answer: z.ZodType<T>): Promise<T>
  close(): Promise<void>
}

export function startPeer(name: string, program: string, args: readonly string[], env: Record<string, string>): Peer {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  let waiting: Deferred<unknown> | null = null
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-LAST_LINES)))
  child.stdin.on('error', () => undefined) // its end is told by the event below
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Libraries greet on standard output too.
    if (line.startsWith('{')) waiting?.resolve(JSON.parse(line))
  })
  const fail = (reason: string) => waiting?.reject(new Error(`${name} ${reason}\n${said.trim()}`))
  child.once('error', (error) => fail(`did not start: ${error.message}`))
  child.once('close', (code, signal) => fail(`ended with ${signal ?? code}`))

  return {
    async ask(request, schema) {
      if (ended(child)) throw new Error(`${name} has ended.\n${said.trim()}`)
      const answer = (waiting = createDeferred<unknown>())
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const parsed = answerSchema.parse(await answer.promise)
      if ('error' in parsed) throw new Error(`${name} failed at ${request.do}: ${parsed.error}`)
      return schema.parse(parsed.ok)
    },
    async close() {
      if (ended(child)) return
      const closed = once(child, 'close')
      child.stdin.end()
      await closed
    },
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
