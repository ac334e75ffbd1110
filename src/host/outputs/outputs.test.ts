import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { configuration, create, ended, scripted } from '../fixtures/scripted-host.ts'
import { createSharedWork } from './shared-work.ts'
import { openReadingHost } from '../reading-host.ts'
import { launcher } from '../fixtures/scripted-host.ts'

test('outputs that were not kept are decoded when they are asked for, and kept from then on', async () => {
  const host = scripted.start()
  const [run = '', other = ''] = await create(host, configuration('one'), configuration('two'))
  await Promise.all([ended(host, run), ended(host, other)])
  const { outputs } = host.api
  expect(await outputs.kept({ runs: [run] })).toEqual([])
  const asked = { runs: [run, other], checkpoint: 'last' as const }
  expect(await outputs.find(asked)).toMatchObject({ notDecoded: [run, other], runs: [], pairs: 0, rows: [] })

  const told: number[] = []
  host.events.on('decoding', ({ done }) => void told.push(done))
  const found = await outputs.find({ ...asked, make: true, count: 2 })
  expect(found).toMatchObject({ pairs: 500, found: 500, leftOut: [], notDecoded: [] })
  expect(found.runs).toEqual([run, other].map((one) => ({ run: one, step: 6, exact: 1, errorRate: 0 })))
  expect(found.rows[1]?.outputs[1]?.tokens).toEqual(found.rows[1]?.target)
  expect(told).toEqual([0, 500, 0, 500])
  const [kept] = await outputs.kept({ runs: [run] })
  expect(kept).toMatchObject({ run, step: 6, pairs: 500, leftOut: 0 })
  expect(kept?.bytes).toBeLessThan(20_000)
  // What is kept needs no checkpoint any more, nor another decoding.
  fs.rmSync(path.join(scripted.dataFolder, 'runs', run), { recursive: true })
  expect(await outputs.find({ ...asked, count: 2 })).toEqual(found)
  expect(told).toHaveLength(4)
})

test('pairs are filtered by a query over all runs, sorted, and paged', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration())
  await ended(host, run)
  const { outputs } = host.api
  const find = (where: string, rest: object = {}) =>
    outputs.find({ runs: [run], checkpoint: 'last', make: true, where, ...rest })
  const long = await find('source.length in 5..6 exact:yes', { sort: { field: 'source.length', descending: true } })
  const lengths = long.rows.map(({ source }) => source.length)
  expect(new Set(lengths)).toEqual(new Set([5, 6]))
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
  const page = await find('source.length in 5..6', {
    offset: 3,
    count: 4,
    sort: { field: 'source.length', descending: true },
  })
  expect(page.rows).toEqual(long.rows.slice(3, 7))
  expect((await find('exact:no')).rows).toEqual([])
  const [first] = long.rows
  const words = await find(`"${first?.source.join(' ') ?? ''}"`)
  expect(words.rows.map(({ place }) => place)).toContain(first?.place)
  await expect(find('exact:perhaps')).rejects.toThrow('character 7: Equals the reference is yes or no')
  await expect(find('', { sort: { field: 'source' } })).rejects.toThrow('cannot be sorted by “source”')
  await expect(outputs.find({ runs: [run, 'gone'], checkpoint: 'last' })).rejects.toThrow('no run “gone”')
})

test('a run that is beside others of other data is named, and the letters of the others stay', async () => {
  const host = scripted.start()
  const short = configuration('short')
  const other = { ...configuration('other'), data: { source: { kind: 'task', task: 'reverse' } } }
  const [one = '', two = '', three = ''] = await create(host, configuration('one'), other, short)
  await Promise.all([one, two, three].map((run) => ended(host, run)))
  const request = { runs: [one, two, three], checkpoint: 'last' as const, make: true, count: 1 }
  const found = await host.api.outputs.find({ ...request, where: 'c.exact:yes' })
  expect(found.runs.map(({ run }) => run)).toEqual([one, three])
  expect(found.found).toBe(500)
  expect((await host.api.outputs.find({ ...request, where: 'b.exact:yes' })).found).toBe(0)
  expect(found.leftOut).toEqual([
    { run: two, name: 'other', reason: expect.stringContaining('other validation pairs') },
  ])
})

test('a history that is only read is decoded all the same', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration())
  await ended(host, run)
  await host.close()
  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  try {
    const request = { runs: [run], checkpoint: 'last' as const, make: true, count: 1 }
    expect(await reading.outputs.find(request)).toMatchObject({ pairs: 500, found: 500 })
    expect(await reading.outputs.kept({ runs: [run] })).toEqual([])
  } finally {
    await reading.close()
  }
})

test('work that several wait for is done once, and ends when the last of them gives up', async () => {
  const share = createSharedWork<string>()
  const begun: AbortSignal[] = []
  const work = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      begun.push(signal)
      signal.addEventListener('abort', () => reject(new Error('ended')))
    })
  const [first, second] = [new AbortController(), new AbortController()]
  const waits = [share('a', work, first.signal), share('a', work, second.signal)]
  first.abort()
  await expect(waits[0]).rejects.toThrow('given up')
  expect(begun).toHaveLength(1)
  expect(begun[0]?.aborted).toBe(false)
  second.abort()
  await expect(waits[1]).rejects.toThrow('given up')
  expect(begun[0]?.aborted).toBe(true)
})
