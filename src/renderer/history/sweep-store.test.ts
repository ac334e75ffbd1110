import { expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { SweepDetail } from '../../shared/contract/sweeps.ts'
import type { HostClient } from '../client/client.ts'
import { createSweepStore } from './sweep-store.ts'

/** A store of a window that opens with the page of s1; what its host was asked, in order, and a way to tell it of a sweep. */
function storeOf() {
  const connection = shallowRef({ generation: 0 })
  const asked: string[] = []
  const get = ({ sweep }: { sweep: string }): Promise<SweepDetail> => {
    asked.push(sweep)
    return Promise.resolve({ id: sweep } as unknown as SweepDetail)
  }
  const list = (): Promise<[]> => {
    asked.push('list')
    return Promise.resolve([])
  }
  let tell: (event: { sweeps: { id: string; created: number }[] }) => void = () => undefined
  const on = (name: string, listener: typeof tell) => {
    if (name === 'sweeps') tell = listener
    return () => undefined
  }
  const host = { api: { sweeps: { get, list } }, connection, on }
  const store = createSweepStore(host as unknown as HostClient, 's1')
  const connected = async (): Promise<void> => {
    connection.value = { generation: connection.value.generation + 1 }
    await nextTick()
  }
  return { store, asked, connected, tell: (id: string) => tell({ sweeps: [{ id, created: 1 }] }) }
}

it('asks for the sweep that the window opens with before all else, and for none twice', async () => {
  const { store, asked, connected } = storeOf()
  await connected()
  expect(asked).toEqual(['s1', 'list'])
  expect((await store.detail('s1')).id).toBe('s1')
  expect(asked).toEqual(['s1', 'list'])
  await store.detail('s1')
  expect(asked).toEqual(['s1', 'list', 's1'])
})

it('gives nothing that was asked for before the sweep changed, or on a connection that is gone', async () => {
  const changed = storeOf()
  await changed.connected()
  changed.tell('s2')
  changed.tell('s1')
  await changed.store.detail('s1')
  expect(changed.asked).toEqual(['s1', 'list', 's1'])

  const lost = storeOf()
  await lost.connected()
  await lost.connected()
  await lost.store.detail('s1')
  expect(lost.asked).toEqual(['s1', 'list', 'list', 's1'])
})
