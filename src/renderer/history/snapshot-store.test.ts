import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { Snapshot } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { HostClient } from '../client/client.ts'
import { createSnapshotStore } from './snapshot-store.ts'

// There is no page to be drawn.
beforeEach(() => void vi.stubGlobal('document', { hidden: true }))
afterEach(() => void vi.unstubAllGlobals())

/** A store whose host says a text of each snapshot, or refuses. */
function storeOf(answer: { text: string | null }) {
  const connection = shallowRef({ generation: 1 })
  const snapshot = async (asked: { run: string; step: number }) => {
    if (answer.text === null) throw new SaccadeError('disconnected', 'gone')
    return { ...asked, text: answer.text, maps: [] } as unknown as Snapshot
  }
  const snapshots = async ({ runs }: { runs: string[] }) => runs.map(() => ({ steps: [1], sentences: [] }))
  const host = { api: { runs: { snapshot, snapshots } }, connection, on: () => () => undefined }
  const store = createSnapshotStore(host as unknown as HostClient)
  return { store, reconnect: () => (connection.value = { generation: connection.value.generation + 1 }) }
}

it('keeps what it fetched, and asks anew after the connection was lost: runs may have gone back meanwhile', async () => {
  const answer: { text: string | null } = { text: 'before' }
  const { store, reconnect } = storeOf(answer)
  store.follow(['a'])
  expect((await store.fetch('a', 0, 1)).text).toBe('before')
  answer.text = 'after'
  expect((await store.fetch('a', 0, 1)).text).toBe('before')
  reconnect()
  await nextTick()
  expect(store.peek('a', 0, 1)).toBeUndefined()
  expect((await store.fetch('a', 0, 1)).text).toBe('after')
})

it('asks again for what could not be fetched', async () => {
  const answer: { text: string | null } = { text: null }
  const { store } = storeOf(answer)
  await expect(store.fetch('a', 0, 1)).rejects.toThrow('gone')
  answer.text = 'there'
  expect((await store.fetch('a', 0, 1)).text).toBe('there')
})
