import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { HostEvents } from '../../shared/contract/host.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { type RunChanges, createRunChanges } from '../history/run-changes.ts'
import { madeRun } from './test-support.ts'

let calls: string[] = []
let broken = ''
/** A call that the host answers no sooner than it is let go. */
let held = ''
let letGo: () => void = () => undefined
let changes: RunChanges
/** Makes the window's changes anew, as a reload does. */
let load: () => void
let tell: (run: RunSummary) => void

function called(name: string, { runs }: { runs: readonly string[] }): Promise<void> {
  const call = `${name} ${runs.join(' ')}`
  calls.push(call)
  const answer = () => (call === broken ? Promise.reject(new Error('the connection was lost')) : Promise.resolve())
  return call === held ? new Promise<void>((go) => (letGo = go)).then(answer) : answer()
}

beforeEach(() => {
  calls = []
  broken = ''
  held = ''
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
  tell = (run) => listeners.runs?.({ runs: [run] })
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

it('renames many runs in one call, all or none, and takes that back in one call a name', async () => {
  broken = 'rename a b c'
  expect(await changes.rename([a, b, c], 'new')).toBe(false)
  expect(changes.last.value).toBeNull()
  broken = ''
  const named = [{ ...a, name: 'x' }, { ...b, name: 'y' }, { ...c, name: 'x' }] // prettier-ignore
  expect(await changes.rename(named, 'new')).toBe(true)
  expect(changes.last.value?.text).toBe('Renamed 3 runs')
  await changes.undo()
  expect(calls).toEqual(['rename a b c', 'rename a b c', 'rename a c', 'rename b'])
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

it('takes back what was done last, also while that is still on its way', async () => {
  await changes.mark([a], { addTags: ['final'] }, 'Tagged a')
  held = 'mark b'
  const starred = changes.mark([b], { starred: true }, 'Starred b')
  const undone = changes.undo()
  const deleted = changes.discard([c])
  await Promise.resolve()
  expect(calls).toEqual(['mark a', 'mark b'])
  held = ''
  letGo()
  expect(await Promise.all([starred, undone, deleted])).toEqual([true, true, true])
  expect(calls).toEqual(['mark a', 'mark b', 'mark b', 'discard c'])
  await changes.undo()
  expect(changes.last.value?.text).toBe('Tagged a')
})

it('takes nothing older back where what was done last failed, and tells why whatever was done after it', async () => {
  await changes.mark([a], { starred: true }, 'Starred a')
  broken = 'mark b'
  const failed = changes.mark([b], { starred: true }, 'Starred b')
  const undone = changes.undo()
  const deleted = changes.discard([c])
  expect(await Promise.all([failed, undone, deleted])).toEqual([false, false, true])
  expect(calls).toEqual(['mark a', 'mark b', 'discard c'])
  expect(changes.error.value).toEqual(new Error('the connection was lost'))
  expect(changes.last.value?.text).toBe('Deleted 1 run')
})

it('takes nothing older back by a second stroke of the key where the first could not be done', async () => {
  await changes.mark([a], { note: 'one' }, 'Wrote a note on a')
  await changes.mark([b], { note: 'two' }, 'Wrote a note on b')
  broken = 'mark b'
  expect(await Promise.all([changes.undo(), changes.undo()])).toEqual([false, false])
  expect(calls).toEqual(['mark a', 'mark b', 'mark b'])
  broken = ''
  await changes.undo()
  expect(changes.last.value?.text).toBe('Wrote a note on a')
})

it('says what it is at where that takes longer than half a second', async () => {
  vi.useFakeTimers()
  try {
    held = 'mark a'
    const starred = changes.mark([a], { starred: true }, 'Starred a')
    await vi.advanceTimersByTimeAsync(499)
    expect(changes.working.value).toBe('')
    await vi.advanceTimersByTimeAsync(1)
    expect(changes.working.value).toBe('Starred a')
    letGo()
    await starred
    expect([changes.working.value, changes.last.value?.text]).toEqual(['', 'Starred a'])
  } finally {
    vi.useRealTimers()
  }
})
