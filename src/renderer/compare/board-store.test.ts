import { effectScope, nextTick, shallowRef, computed } from 'vue'
import { afterEach, expect, it } from 'vitest'
import type { BoardAddress } from '../../shared/board/address.ts'
import { EMPTY_BOARD, boardSchema } from '../../shared/board/board.ts'
import type { SavedBoard } from '../../shared/contract/boards.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Connection } from '../client/client.ts'
import { runColour } from '../ui/colours.ts'
import { createBoardStore } from './board-store.ts'
import { setGrouping, setOptions } from './board-edits.ts'

let scope = effectScope()
afterEach(() => {
  scope.stop()
  scope = effectScope()
})

const saved: SavedBoard = {
  ...{ id: 'b1', name: 'Mine', created: 1, updated: 1, runs: 2, panels: 0, notes: [] },
  ...{ json: {}, board: boardSchema.parse({ name: 'Mine', runs: [{ run: 'ra' }, { run: 'rb' }] }) },
}

const run = (id: string, sequence: number, step = 0) =>
  ({ run: id, name: id, sequence, step, seed: sequence, settings: {}, preset: '', dataName: '' }) as RunSummary

/** A store whose host, history and address are as the test says. */
function storeAt(
  address: BoardAddress,
  get: () => Promise<SavedBoard>,
  checkpoints: Readonly<Record<string, readonly number[]>> = {},
) {
  const connection = shallowRef<Connection>({ status: 'connected', text: '', hint: '', generation: 1 })
  const now = shallowRef<BoardAddress | null>(address)
  const runs = shallowRef<readonly RunSummary[]>([run('ra', 1), run('rb', 2)])
  const byId = computed(() => new Map(runs.value.map((one) => [one.run, one])))
  const version = shallowRef(0)
  const parts = {
    host: { connection, api: { boards: { get } } },
    runs: { runs, byId, loaded: shallowRef(true), colour: () => runColour(0) },
    snapshots: { version, follow: () => undefined, index: () => ({ steps: [0, 17, 22], sentences: [] }) },
    answers: { version, checkpoints: (id: string) => checkpoints[id]?.map((step) => ({ step })) ?? null },
    address: {
      now: computed(() => now.value),
      isHere: () => true,
      walked: () => false,
      write: async (to: BoardAddress) => void (now.value = to),
    },
  }
  const store = scope.run(() => createBoardStore(parts as unknown as Parameters<typeof createBoardStore>[0]))
  if (!store) throw new Error('no store')
  return { store, now, runs, reconnect: () => (connection.value = { ...connection.value, generation: 2 }) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

it('asks again for a saved board that could not be read, and leaves the address until then', async () => {
  const answers = [() => Promise.reject(new SaccadeError('disconnected', 'gone')), () => Promise.resolve(saved)]
  const address = { saved: 'b1', changes: '' }
  const { store, now, reconnect } = storeAt(address, () => answers.shift()?.() ?? Promise.resolve(saved))
  await settled()
  expect(store.error.value).toBeInstanceOf(SaccadeError)
  expect(store.ready.value).toBe(false)
  store.chooseSentence({ kind: 'watched', index: 1 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(now.value).toEqual(address)
  reconnect()
  await settled()
  expect(store.error.value).toBeNull()
  expect(store.ids.value).toEqual(['ra', 'rb'])
})

it('says that an address cannot be read, until another board is opened', async () => {
  const { store } = storeAt({ saved: 'b1', changes: '{"runs":[' }, () => Promise.resolve(saved))
  await settled()
  expect(store.ids.value).toEqual(['ra', 'rb'])
  expect(store.notes.value).toEqual([expect.stringMatching(/cannot be read[^]*as it was saved/)])
  const before = store.opened.value
  store.open(EMPTY_BOARD, null)
  expect(store.notes.value).toEqual([])
  expect(store.opened.value).toBe(before + 1)
})

it('makes nothing anew that all charts hang on while the cursor moves and runs train', async () => {
  const { store, runs } = storeAt({ saved: 'b1', changes: '' }, () => Promise.resolve(saved))
  await settled()
  store.change(setGrouping({ by: 'all-but-seed' }))
  const before = { ...look(store) }
  expect(before.groups).toHaveLength(1)
  store.chooseSentence({ kind: 'watched', index: 1 })
  runs.value = [run('ra', 1, 10), run('rb', 2, 20)]
  await nextTick()
  const after = look(store)
  expect(Object.values(after).map((value, i) => value === Object.values(before)[i])).toEqual(
    Object.values(before).map(() => true),
  )
})

const look = ({
  content,
  listed,
  grouping,
  baseline,
  ids,
  labels,
  groups,
  steps,
}: ReturnType<typeof createBoardStore>) => ({
  ...{ content: content.value, listed: listed.value, grouping: grouping.value, baseline: baseline.value },
  ...{ ids: ids.value, labels: labels.value, groups: groups.value, steps: steps.value },
})

it('keeps both of two changes that are made at once', async () => {
  const { store } = storeAt({ saved: null, changes: '' }, () => Promise.resolve(saved))
  await settled()
  store.open({ ...EMPTY_BOARD, panels: [{ kind: 'curves', id: 'c', width: 12, options: {} }] }, null)
  store.change(setOptions('c', { range: null }))
  store.change(setOptions('c', { charts: [] }))
  expect(store.board.value.panels[0]?.options).toEqual({ range: null, charts: [] })
})

it('moves over kept maps of a watched sentence, and over checkpoints that can be asked about one’s own', async () => {
  const steps = async (checkpoints: Record<string, number[]>) => {
    const { store } = storeAt({ saved: 'b1', changes: '' }, () => Promise.resolve(saved), checkpoints)
    await settled()
    const watched = store.steps.value
    store.chooseSentence({ kind: 'own', source: 'a b' })
    return [watched, store.steps.value]
  }
  expect(await steps({ ra: [0, 20, 40], rb: [0, 30] })).toEqual([
    [0, 17, 22],
    [0, 20, 30, 40],
  ])
  expect(await steps({})).toEqual([
    [0, 17, 22],
    [0, 17, 22],
  ])
})
