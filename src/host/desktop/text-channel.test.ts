import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { processChannel } from '../../shared/rpc/process-channel.ts'
import { textChannel } from './text-channel.ts'

const folder = mkdtempSync(join(tmpdir(), 'saccade-text-channel-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('typed arrays, NaN and undefined survive a fork that speaks JSON', async () => {
  const echo = join(folder, 'echo.cjs')
  writeFileSync(echo, "process.on('message', (message) => process.send(message))")
  const child = fork(echo, [], { serialization: 'json', execArgv: [] })
  const channel = textChannel(processChannel(child))
  const message = {
    kind: 'event',
    payload: { weights: Float32Array.of(0.25, NaN, -Infinity), steps: Float64Array.of(1e300), text: 'Übung → 👀' },
    nothing: undefined,
  }
  const answer = new Promise((resolve) => channel.onMessage(resolve))
  channel.post(message)
  expect(await answer).toEqual(message)
  channel.close()
  await once(child, 'exit')
})
