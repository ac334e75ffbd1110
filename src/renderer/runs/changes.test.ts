import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { HostEvents } from '../../shared/contract/host.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { type RunChanges, createRunChanges } from '../history/run-changes.ts'
import { madeRun } from './test-support.ts'

let calls: string[] = []
let broken = ''
let changes: RunChanges
/** Makes the window's changes anew, as a reload does. */
let load: () => void
let tell: (run: RunSummary) => void

function called(name: string, { runs = [], run = '' }: { runs?: readonly string[]; run?: string }): Promise<void> {
  const call = `${name} ${run}${runs.join(' ')}`
  calls.push(call)
  return call === broken ? Promise.reject(new Error('the connection was lost')) : Promise.resolve()
}

beforeEach(() => {
  calls = []
  broken = ''
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  const listeners: Partial<{ [Name in keyof HostEvents]: (payload: HostEvents[Name]) => void }> = {}
  const host: Parameters<typeof createRunChanges>[0] = {
    api: {
      runs: {
        mark: (request) => called('mark', request),
        rename: (request) => called('rename', request),
        discard: (request) => called('discard', request),
        restore: (request) => called('restore', request),
      },
    },
    on(name, listener) {
      Object.assign(listeners, { [name]: listener })
      return () => undefined
    },
  }
  load = () => (changes = createRunChanges(host))
  load()
  tell = (run) => listeners.run?.(run)
})
afterEach(() => vi.unstubAllGlobals())

const [a, b, c] = [madeRun('a'), madeRun('b'), madeRun('c')]

it('offers a deletion again when the window was loaded anew, without what anybody brought back', async () => {
  await changes.discard([a, b, c])
  tell(b) // by another window
  await changes.restore(['c'])
  load()
  expect(changes.last.value?.text).toBe('Deleted 1 run')
  expect(await changes.undo()).toBe(true)
  expect(calls.at(-1)).toBe('restore a')
  load()
  expect(changes.last.value).toBeNull()
})

it('keeps a change that could not be undone, and takes two back for two strokes of the key', async () => {
  await changes.mark([a], { starred: true }, 'Starred a')
  await changes.discard([b])
  broken = 'restore b'
  expect(await changes.undo()).toBe(false)
  expect(changes.last.value?.text).toBe('Deleted 1 run')
  broken = ''
  expect(await Promise.all([changes.undo(), changes.undo()])).toEqual([true, true])
  expect(calls.slice(-2)).toEqual(['restore b', 'mark a'])
  expect(changes.last.value).toBeNull()
})

it('takes back the names of many runs where only some could be changed', async () => {
  broken = 'rename b'
  expect(await changes.rename([a, b, c], 'new')).toBe(false)
  expect(changes.last.value?.text).toBe('Renamed 1 run')
  await changes.undo()
  expect(calls).toEqual(['rename a', 'rename b', 'rename a'])
})

it('shows no older change once the note is dismissed, and none for a deletion that was taken back elsewhere', async () => {
  await changes.mark([a], { starred: true }, 'Starred a')
  await changes.discard([b])
  await changes.restore(['b'])
  expect(changes.last.value?.text).toBe('Starred a')
  await changes.discard([b])
  changes.dismiss()
  expect(changes.last.value).toBeNull()
})
