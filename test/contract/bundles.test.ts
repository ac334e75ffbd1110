// A bundle travels: what was trained in one data folder is the same in another.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placesOfTask, writeSweepFolder } from '../../src/host/cluster/sweep-folder.ts'
import type { Host } from '../../src/host/host.ts'
import type { RunId } from '../../src/shared/contract/runs.ts'
import { type JsonObject, isJsonObject } from '../../src/shared/config/assign.ts'
import { expandSweep } from '../../src/shared/sweeps/expand.ts'
import { readSweep } from '../../src/shared/sweeps/read-sweep.ts'
import { SaccadeError } from '../../src/shared/errors.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { MIGRATIONS } from '../../src/host/storage/migrations/index.ts'
import { packWeights } from '../../src/host/storage/weights.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { prepareSweep } from '../support/prepared-sweep.ts'
import { putCheckpoints } from '../../src/host/storage/checkpoints.ts'
import { discardRuns } from '../../src/host/storage/marks.ts'
import { type Database, openFile } from '../../src/host/storage/sqlite.ts'
import { insertDecision, putSweep, setHeld, setSweepFolder, setSweepState } from '../../src/host/storage/sweeps.ts'
import { namesIn } from '../../src/shared/user-paths.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'
import { filesOf, manifestIn, tamperedBundles, tamperedSweeps } from './tampered-bundles.ts'

const here = temporaryDataFolder()
const files = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-bundles-'))
const bundle = path.join(files, 'board.saccade.zip')
let host: Host
let runs: RunId[]
let board: string

beforeAll(async () => {
  host = startHost(here)
  runs = await trainAll(
    host,
    smallConfiguration('bigru-bahdanau', 'evaluation.keep=1', 'training.keep={"kind":"every","every":2}'),
    smallConfiguration('luong-local-p', 'evaluation.keep=1'),
  )
  const [first = '', second = ''] = runs
  await host.api.runs.mark({ runs: [first], starred: true, addTags: ['mine'], note: 'a *note*', colour: '#123456' })
  const saved = await host.api.boards.save({
    board: {
      name: 'Both',
      runs: [{ run: first, label: 'first' }, { run: second }],
      baseline: second,
      panels: [{ id: 'm', kind: 'maps', options: { run: first } }],
      ofANewerVersion: { kept: true },
    },
  })
  board = saved.id
  await host.api.bundles.export({ board, path: bundle })
}, 120_000)
afterAll(async () => {
  await host.close()
  fs.rmSync(here, { recursive: true, force: true })
  fs.rmSync(files, { recursive: true, force: true })
})

/** All that can be asked of a run without a model. */
async function everything({ api }: Host, run: RunId) {
  const detail = { ...(await api.runs.get({ run })), sequence: 0 }
  const [index] = await api.runs.snapshots({ runs: [run] })
  const snapshots = []
  for (const step of index?.steps ?? []) {
    for (const sentence of index?.sentences ?? []) {
      snapshots.push(await api.runs.snapshot({ run, step, sentence: sentence.index }))
    }
  }
  return {
    ...{ detail, index, snapshots },
    // In the order in which the history came to know their names.
    metrics: (await api.runs.metrics({ runs: [run], metrics: [], points: 0 })).sort((a, b) =>
      a.metric < b.metric ? -1 : 1,
    ),
    log: await api.runs.log({ run }),
    transitions: await api.runs.transitions({ run }),
    checkpoints: await api.runs.checkpoints({ run }),
    outputs: await api.outputs.find({ runs: [run], checkpoint: 'best' }).catch(String),
  }
}

async function translation({ api }: Host, run: RunId) {
  return api.runs.translate({ run, checkpoint: 'best', lines: ['a b c', 'd e'], attention: true })
}

async function elsewhere(
  work: (other: Host, folder: string) => Promise<void>,
  prepare: (folder: string) => void = () => undefined,
): Promise<void> {
  const folder = temporaryDataFolder()
  prepare(folder)
  const other = startHost(folder)
  try {
    await work(other, folder)
  } finally {
    await other.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

test('in an empty data folder it is the same board, the same runs and the same translations; a second time it is nothing new', async () => {
  await elsewhere(async (other) => {
    const come = await other.api.bundles.import({ path: bundle })
    expect(come.runs.map(({ run, was, outcome }) => [run, was, outcome])).toEqual(runs.map((run) => [run, run, 'new']))
    expect(come.board).toMatchObject({ board, name: 'Both', outcome: 'new' })
    for (const run of runs) {
      expect(await everything(other, run)).toEqual(await everything(host, run))
      expect(await translation(other, run)).toEqual(await translation(host, run))
    }
    const { json, created, updated } = await host.api.boards.get({ board })
    expect(await other.api.boards.get({ board })).toMatchObject({ json, created, updated })

    const [first = ''] = runs
    await other.api.runs.rename({ runs: [first], name: 'renamed here' })
    const again = await other.api.bundles.import({ path: bundle })
    expect(again.runs.map(({ outcome }) => outcome)).toEqual(['known', 'known'])
    expect(again.board?.outcome).toBe('known')
    expect((await other.api.runs.list()).map(({ name }) => name)).toContain('renamed here')
    await other.api.runs.discard({ runs: [first] })
    expect((await other.api.bundles.import({ path: bundle })).runs.map(({ outcome }) => outcome).sort()).toEqual([
      'known',
      'restored',
    ])
    expect(await other.api.runs.list()).toHaveLength(2)
  })
}, 120_000)

test('more than forty tampered ones are refused with words, and nothing of them is stored', async () => {
  const [run = ''] = runs
  const tampered = tamperedBundles(await filesOf(bundle), fs.readFileSync(bundle), run)
  expect(tampered.length).toBeGreaterThan(40)
  await refusesAll(tampered)
}, 120_000)

/** All of them are refused with the words that are due, nothing is stored, and nothing in the way of what is whole. */
async function refusesAll(tampered: ReturnType<typeof tamperedBundles>): Promise<void> {
  await elsewhere(async (other, folder) => {
    const place = path.join(files, 'tampered.zip')
    const empty = contentOf(folder)
    const wrong: string[] = []
    for (const [what, content, says] of tampered) {
      fs.writeFileSync(place, content)
      const refusal: unknown = await other.api.bundles.import({ path: place }).catch((error: unknown) => error)
      const stored = JSON.stringify(contentOf(folder)) !== JSON.stringify(empty)
      const isFit = refusal instanceof SaccadeError && refusal.code === 'bad-data' && says.test(refusal.message)
      if (!isFit || stored) {
        wrong.push(
          `${what}: ${refusal instanceof Error ? refusal.stack : 'imported'}${stored ? ', and something is stored' : ''}`,
        )
      }
    }
    expect(wrong).toEqual([])
    // What was refused is in the way of nothing.
    expect((await other.api.bundles.import({ path: bundle })).runs.map((one) => one.run)).toEqual(runs)
  })
}

/** How many rows each table has, and which files of runs there are. */
function contentOf(folder: string): unknown {
  const database = openFile(path.join(folder, 'history.sqlite'), { readonly: true })
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const rows = tables.map((table) => [table, database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()])
  database.close()
  return { rows: rows.filter(([table]) => table !== 'metric_name'), runs: namesIn(path.join(folder, 'runs')) }
}

test('a run whose id another run has comes in under a new one, and the board names it by that', async () => {
  await elsewhere(
    async (other, folder) => {
      const [first = '', second = ''] = runs
      const come = await other.api.bundles.import({ path: bundle })
      const [one, two] = come.runs
      expect([one?.was, two?.was, two?.run]).toEqual([first, second, second])
      expect(one?.run).not.toBe(first)
      const { board: rewritten, json } = await other.api.boards.get({ board: come.board?.board ?? '' })
      expect(rewritten.runs).toMatchObject([{ run: one?.run, label: 'first' }, { run: second }])
      expect(rewritten.panels).toMatchObject([{ options: { run: one?.run } }])
      expect([rewritten.baseline, json.ofANewerVersion]).toEqual([second, { kept: true }])
      expect(await translation(other, one?.run ?? '')).toEqual(await translation(host, first))

      const again = await other.api.bundles.import({ path: bundle })
      expect(again.runs.map(({ run, outcome }) => [run, outcome])).toEqual([
        [one?.run, 'known'],
        [second, 'known'],
      ])
      expect(again.board).toEqual({ ...come.board, outcome: 'known' })
      expect(namesIn(path.join(folder, 'runs')).sort()).toEqual([one?.run, second].sort())
    },
    (folder) => prepareHistory(folder, [{ id: runs[0] ?? '', preset: 'luong-dot', seed: 9 }]),
  )
}, 120_000)

test('given up, an import leaves nothing behind and an export no file; a file that is there is not overwritten', async () => {
  await elsewhere(async (other, folder) => {
    const empty = contentOf(folder)
    for (const stage of ['checking the bundle', 'run 2 of 2']) {
      const off = other.events.on('bundleProgress', ({ text, task }) => {
        if (text === stage) void other.api.bundles.stop({ task })
      })
      const importing = other.api.bundles.import({ path: bundle, task: 'mine' })
      await expect(importing).rejects.toMatchObject({ code: 'aborted' })
      expect(contentOf(folder)).toEqual(empty)
      off()
    }
  })
  const to = path.join(files, 'given-up.zip')
  const off = host.events.on('bundleProgress', ({ task }) => void host.api.bundles.stop({ task }))
  await expect(host.api.bundles.export({ runs, path: to, task: 'mine' })).rejects.toMatchObject({ code: 'aborted' })
  off()
  await expect(host.api.bundles.export({ runs, path: bundle })).rejects.toThrow(/is there already/)
  await expect(host.api.bundles.export({ path: to })).rejects.toThrow(/No runs are named/)
  expect(namesIn(files).filter((name) => name.startsWith('given-up') || name.endsWith('.part'))).toEqual([])
}, 120_000)

test('of the same bundle twice at once one waits for the other, can be given up meanwhile, and brings nothing new', async () => {
  await elsewhere(async (other, folder) => {
    const waiting: string[] = []
    const off = other.events.on('bundleProgress', ({ text, task }) => {
      if (text.startsWith('waiting')) waiting.push(task)
      if (text.startsWith('waiting') && task === 'given up') void other.api.bundles.stop({ task })
    })
    const bring = (task: string) => other.api.bundles.import({ path: bundle, task })
    const [one, two, given] = await Promise.all([
      bring('one'),
      bring('two'),
      bring('given up').catch((error: unknown) => error),
    ])
    off()
    expect(waiting).toEqual(['two', 'given up'])
    expect(given).toMatchObject({ code: 'aborted' })
    expect(one.runs.map(({ run, outcome }) => [run, outcome])).toEqual(runs.map((run) => [run, 'new']))
    expect(two.runs.map(({ run, outcome }) => [run, outcome])).toEqual(runs.map((run) => [run, 'known']))
    expect(namesIn(path.join(folder, 'runs')).sort()).toEqual([...runs].sort())
  })
}, 120_000)

test('with the best checkpoint only, or none, the rest is the same', async () => {
  for (const [checkpoints, count] of [
    ['best', 1],
    ['none', 0],
  ] as const) {
    const place = path.join(files, `${checkpoints}.zip`)
    await host.api.bundles.export({ runs, checkpoints, path: place })
    await elsewhere(async (other) => {
      await other.api.bundles.import({ path: place })
      for (const run of runs) {
        const { checkpoints: there, ...rest } = await everything(other, run)
        expect(there).toHaveLength(count)
        expect({ ...rest, checkpoints: [] }).toEqual({ ...(await everything(host, run)), checkpoints: [] })
      }
    })
  }
}, 120_000)

test('a run that is here gets what it lacks, once, and one that differs comes in beside it', async () => {
  const [first = ''] = runs
  const without = path.join(files, 'without.zip')
  const more = path.join(files, 'more.zip')
  await host.api.bundles.export({ runs, checkpoints: 'none', path: without })
  await host.api.bundles.export({ runs, checkpoints: 'best', path: more })
  await elsewhere(async (other, folder) => {
    await other.api.bundles.import({ path: without })
    await other.api.runs.mark({ runs: [first], note: 'mine' })
    const changeFirst = (sql: string) => change(folder, (database) => void database.prepare(sql).run(first))
    changeFirst('DELETE FROM output WHERE run = ?')
    changeFirst('DELETE FROM watched WHERE run = ? AND sentence = 0')
    const bare = contentOf(folder)
    const off = other.events.on('bundleProgress', ({ text, task }) => {
      if (text === 'run 2 of 2') void other.api.bundles.stop({ task })
    })
    await expect(other.api.bundles.import({ path: more, task: 'mine' })).rejects.toMatchObject({ code: 'aborted' })
    off()
    expect(contentOf(folder)).toEqual(bare)
    // A run that goes on and ends meanwhile keeps its own: nothing is put over it.
    const { updated, step } = await other.api.runs.get({ run: first })
    const set = (values: [number, number]) =>
      change(folder, (database) => {
        database.prepare('UPDATE run SET updated = ?, step = ? WHERE id = ?').run(...values, first)
      })
    const goesOn = other.events.on('bundleProgress', ({ text }) => {
      if (text !== 'run 1 of 2') return
      set([updated + 1, step + 1])
      change(folder, (database) => {
        putCheckpoints(database, first, [{ kind: 'best', step: step + 1, file: 'own.safetensors', bytes: 1 }])
      })
    })
    expect((await other.api.bundles.import({ path: more })).runs.map(({ added }) => added)).toEqual([
      [],
      ['1 checkpoint'],
    ])
    goesOn()
    expect(await other.api.runs.checkpoints({ run: first })).toMatchObject([{ kind: 'best', step: step + 1 }])
    changeFirst('DELETE FROM checkpoint WHERE run = ?')
    set([updated, step])

    const come = (await other.api.bundles.import({ path: more })).runs
    expect(come.map(({ run, outcome }) => [run, outcome])).toEqual(runs.map((run) => [run, 'known']))
    expect(come.map(({ added }) => added)).toEqual([
      [
        '1 checkpoint',
        expect.stringMatching(/^the outputs of \d+ steps?$/),
        '1 watched sentence',
        expect.stringMatching(/^the attention of \d+ kept sentences$/),
      ],
      [],
    ])
    const places = runs.flatMap((run) => filesIn(path.join(folder, 'runs', run, 'checkpoints')))
    const whole = (await other.api.bundles.import({ path: bundle })).runs
    expect(whole.map(({ added }) => added)).toEqual([[expect.stringMatching(/^\d checkpoints$/)], ['1 checkpoint']])
    const filesNow = runs.flatMap((run) => filesIn(path.join(folder, 'runs', run, 'checkpoints')))
    expect(filesNow).toEqual(expect.arrayContaining(places))
    for (const run of runs) {
      const mine = { note: run === first ? 'mine' : '' }
      const { detail, ...rest } = await everything(host, run)
      expect(await everything(other, run)).toEqual({ ...rest, detail: { ...detail, ...mine } })
      expect(await translation(other, run)).toEqual(await translation(host, run))
    }
    expect(namesIn(path.join(folder, 'runs')).sort()).toEqual([...runs].sort())
    const before = contentOf(folder)
    expect((await other.api.bundles.import({ path: bundle })).runs.map(({ added }) => added)).toEqual([[], []])
    expect(contentOf(folder)).toEqual(before)

    // Where both have something and it is not the same, it is not the same run.
    changeFirst("UPDATE snapshot SET text = 'something else' WHERE run = ? AND sentence = 1")
    const [different] = (await other.api.bundles.import({ path: bundle })).runs
    expect([different?.outcome, different?.was]).toEqual(['new', first])
    expect(different?.run).not.toBe(first)
  })
}, 120_000)

/** Files, each told from one that was put in its place. */
function filesIn(folder: string): string[] {
  return namesIn(folder).map((name) => `${name} ${fs.statSync(path.join(folder, name)).ino}`)
}

test('a sweep travels with its runs and what was decided about them: its page is the same elsewhere', async () => {
  const folder = temporaryDataFolder()
  const place = path.join(files, 'sweep.zip')
  prepareSweep(folder, 's1', 1)
  change(folder, (database) => {
    insertDecision(database, 's1', { number: 2, rung: 0, step: 100, value: NaN, verdict: 'waits', among: 3 }, 5000)
    setHeld(database, 's1', [2], true)
    discardRuns(database, ['r10002'], 6000)
  })
  const from = startHost(folder)
  const page = await from.api.sweeps.get({ sweep: 's1' })
  const there = page.plan.flatMap(({ run }) => run ?? [])
  await from.api.bundles.export({ sweep: 's1', path: place })
  const single = path.join(files, 'single.zip')
  await from.api.bundles.export({ runs: ['r10000'], path: single })
  // What an older Saccade can read it may read.
  expect(manifestIn(await filesOf(place))).toMatchObject({ version: 2, sweep: { sweep: 's1', name: page.name } })
  expect(manifestIn(await filesOf(single))).toMatchObject({ version: 1 })
  expect(manifestIn(await filesOf(single))).not.toHaveProperty('sweep')
  change(folder, (database) => setSweepState(database, 's1', 'paused', '', 7000))
  const paused = path.join(files, 'paused.zip')
  await from.api.bundles.export({ sweep: 's1', path: paused, checkpoints: 'none' })
  await from.close()
  fs.rmSync(folder, { recursive: true, force: true })

  await elsewhere(async (other, data) => {
    // Its runs may be there first, one by one.
    expect((await other.api.bundles.import({ path: single })).sweep).toBeNull()
    expect((await other.api.runs.get({ run: 'r10000' })).sweep).toBeUndefined()
    const bring = async () => (await other.api.bundles.import({ path: place })).sweep
    const come = { sweep: 's1', name: page.name, outcome: 'new', kept: '', joined: there.length, replaced: 0 }
    expect(await bring()).toEqual(come)
    expect(await other.api.sweeps.get({ sweep: 's1' })).toEqual(page)
    const before = contentOf(data)
    expect(await bring()).toEqual({ ...come, outcome: 'known', joined: 0 })
    expect(contentOf(data)).toEqual(before)
    await other.api.runs.discard({ runs: ['r10001'] })
    expect(await bring()).toEqual({ ...come, outcome: 'known', joined: 0 })
    expect(await other.api.sweeps.get({ sweep: 's1' })).toEqual(page)
    // What has not come, and was deleted where the bundle is from, has not come with it: here it may still be trained.
    change(data, (database) => {
      database.prepare('UPDATE run SET sweep = NULL, sweep_number = NULL WHERE id = ?').run('r10003')
      database.prepare('DELETE FROM sweep_run WHERE sweep = ? AND number IN (3, 4)').run('s1')
    })
    expect(await bring()).toEqual({ ...come, outcome: 'known', joined: 1 })
    const numbers = (await other.api.sweeps.get({ sweep: 's1' })).plan.map(({ number }) => number)
    expect(numbers).toEqual(page.plan.map(({ number }) => number).filter((number) => number !== 3))
    await other.api.sweeps.remove({ sweep: 's1' })
    expect(await bring()).toEqual(come)
    expect(await other.api.sweeps.get({ sweep: 's1' })).toEqual(page)
  })
  await elsewhere(
    async (other) => {
      const { sweep } = await other.api.bundles.import({ path: paused })
      expect(sweep?.sweep).not.toBe('s1')
      expect(await other.api.sweeps.get({ sweep: sweep?.sweep ?? '' })).toEqual({
        ...page,
        ...{ id: sweep?.sweep, state: 'stopped', reason: 'it was paused when it was exported', updated: 7000 },
      })
      expect(await other.api.sweeps.list()).toHaveLength(2)
    },
    (data) => {
      prepareHistory(data, [])
      const row = { id: 's1', name: 'another', sweep_json: '{}', reason: '', created: 1, updated: 1 } as const
      change(data, (database) => putSweep(database, { ...row, state: 'finished' }))
    },
  )
  await refusesAll(tamperedSweeps(await filesOf(place)))
}, 120_000)

test('a later bundle of a sweep brings it up to date where it did not go on; an earlier one changes nothing', async () => {
  const folder = temporaryDataFolder()
  prepareSweep(folder, 's1', 1)
  const decided = (number: number) =>
    ({ number, rung: 0, step: 100, value: 0.5, verdict: 'goes on', among: 1 }) as const
  const [whole, LONG, NEVER_BEGUN] = [path.join(folder, '..', `${path.basename(folder)}-whole`), 'r10005', 'r10006']
  change(folder, (database) => discardRuns(database, ['r10010'], 5000))
  fs.cpSync(folder, whole, { recursive: true })
  change(folder, (database) => {
    const back = (run: string, step: number, to: number) => {
      database.prepare("UPDATE run SET state = 'stopped', step = ? WHERE id = ?").run(step, run)
      for (const table of ['metric', 'evaluation'])
        database.prepare(`DELETE FROM ${table} WHERE run = ? AND step > ?`).run(run, to)
    }
    back(LONG, 100, 100)
    back(NEVER_BEGUN, 0, -1)
    insertDecision(database, 's1', decided(5), 5000)
    setHeld(database, 's1', [6], true)
    setSweepState(database, 's1', 'stopped', 'it was running when it was exported', 6000)
  })
  change(whole, (database) => {
    for (const number of [5, 6]) insertDecision(database, 's1', decided(number), 1000 * number)
    setSweepState(database, 's1', 'finished', 'all runs are done', 7000)
  })
  const [early, late] = [path.join(files, 'early.zip'), path.join(files, 'late.zip')]
  const pages = []
  for (const [from, to] of [
    [folder, early],
    [whole, late],
  ] as const) {
    const source = startHost(from)
    pages.push(await source.api.sweeps.get({ sweep: 's1' }))
    await source.api.bundles.export({ sweep: 's1', path: to })
    await source.close()
    fs.rmSync(from, { recursive: true, force: true })
  }
  const [before, after] = pages
  const known = { sweep: 's1', name: after?.name, outcome: 'known', kept: '', joined: 0, replaced: 0 }
  const bringTo = async (other: Host, file: string) => (await other.api.bundles.import({ path: file })).sweep
  const get = (other: Host) => other.api.sweeps.get({ sweep: 's1' })

  await elsewhere(async (other, data) => {
    await bringTo(other, early)
    expect(await get(other)).toEqual(before)
    // One that trains, comes from tasks or went on here stays, and says so.
    const reason = 'it was running when it was exported'
    const from = (database: Database, place: string | null) =>
      setSweepFolder(database, { id: 's1', folder: place, open_tasks: 0, reason, updated: 6000 })
    for (const [kept, happen, undo] of [
      [
        'it trains here',
        (database: Database) => setSweepState(database, 's1', 'paused', '', 6000),
        (database: Database) => setSweepState(database, 's1', 'stopped', reason, 6000),
      ],
      [
        'its runs come from the tasks of /shared/scores',
        (database: Database) => from(database, '/shared/scores'),
        (database: Database) => from(database, null),
      ],
      [
        'it went on here as well',
        (database: Database) => insertDecision(database, 's1', decided(9), 6000),
        (database: Database) => void database.prepare('DELETE FROM sweep_decision WHERE number = 9').run(),
      ],
      // The same where nothing was decided: a run took another course, the sweep was extended, a run was trained that the bundle lacks.
      ...[
        [
          "UPDATE evaluation SET time = time + 1 WHERE run = 'r10005'",
          "UPDATE evaluation SET time = time - 1 WHERE run = 'r10005'",
        ],
        [
          `INSERT INTO sweep_run (sweep, number, digest, label, point_json, steps) VALUES ('s1', 99, '${'0'.repeat(64)}', '', '{}', 300)`,
          'DELETE FROM sweep_run WHERE number = 99',
        ],
        [
          "UPDATE run SET sweep_number = 11 WHERE id = 'r10012'",
          "UPDATE run SET sweep_number = 13 WHERE id = 'r10012'",
        ],
      ].map(
        ([happen = '', undo = '']) =>
          [
            'it went on here as well',
            (database: Database) => void database.prepare(happen).run(),
            (database: Database) => void database.prepare(undo).run(),
          ] as const,
      ),
    ] as const) {
      change(data, happen)
      const stays = await get(other)
      expect(await bringTo(other, late)).toEqual({ ...known, kept })
      expect(await get(other)).toEqual(stays)
      change(data, undo)
    }
    const told = new Map<RunId, string | undefined>()
    const off = other.events.onAny(({ name, payload }) => {
      if (name === 'runs') for (const one of payload.runs) told.set(one.run, one.sweep)
    })
    expect(await bringTo(other, late)).toEqual({ ...known, outcome: 'updated', replaced: 2 })
    off()
    const now = await get(other)
    const others = now.plan.flatMap(({ run }, at) => (run === after?.plan[at]?.run ? [] : [run]))
    const renamed = after?.plan.map((one, at) => ({ ...one, run: now.plan[at]?.run }))
    expect(now).toEqual({ ...after, plan: renamed })
    expect(others).toHaveLength(2)
    // As they were they are still there.
    for (const run of [LONG, NEVER_BEGUN]) expect(await other.api.runs.get({ run })).not.toHaveProperty('sweep')
    const content = contentOf(data)
    for (const file of [late, early]) {
      expect(await bringTo(other, file)).toEqual(known)
      expect(contentOf(data)).toEqual(content)
    }
    expect(await get(other)).toEqual(now)
    // Open windows hear of those that came and those that left.
    const ofSweep = now.plan.flatMap(({ run }) => (run === null ? [] : [[run, 's1'] as const]))
    expect(told).toEqual(new Map([...ofSweep, [LONG, undefined], [NEVER_BEGUN, undefined]]))
  })
  await elsewhere(async (other, data) => {
    await bringTo(other, late)
    const content = contentOf(data)
    expect(await bringTo(other, early)).toEqual(known)
    expect([contentOf(data), await get(other)]).toEqual([content, after])
  })
}, 120_000)

test('a bundle of another run in the place of a task is refused before it is stored; that of the task comes in', async () => {
  const folder = path.join(files, 'tasks')
  const [first = ''] = runs
  const { configuration } = await host.api.runs.get({ run: first })
  const json = { name: 'tasks', base: toJsonObject(configuration), axes: [], seeds: [3, 4] }
  const sweep = readSweep(json)
  await writeSweepFolder(folder, { name: 'tasks', sweep: json, expansion: expandSweep(sweep), scores: [] })
  await host.api.bundles.export({ runs: [first], path: placesOfTask(folder, 1).bundle })
  await elsewhere(async (other, data) => {
    const { tasks } = await other.api.sweeps.collect({ folder })
    expect(tasks.map(({ state }) => state)).toEqual(['waiting', 'unreadable'])
    expect(tasks[1]?.reason).toContain('is not that of task 1')
    expect(await other.api.runs.list()).toEqual([])
    expect(namesIn(path.join(data, 'runs'))).toEqual([])
    fs.renameSync(placesOfTask(folder, 1).bundle, placesOfTask(folder, 0).bundle)
    const [task] = (await other.api.sweeps.collect({ folder })).tasks
    expect(task).toMatchObject({ state: 'finished', run: first }) // the host itself may have been first to take it in
  })
}, 120_000)

function toJsonObject(value: object): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return isJsonObject(copy) ? copy : {}
}

/** Past the host that holds the folder, or before there is one. */
function change(folder: string, work: (database: Database) => void): void {
  const database = openFile(path.join(folder, 'history.sqlite'))
  database.pragma('foreign_keys = ON')
  work(database)
  database.close()
}

test('runs of every former version of the history travel', async () => {
  for (let version = 1; version <= MIGRATIONS.length; version++) {
    const place = path.join(files, `version-${version}.zip`)
    const old = temporaryDataFolder()
    writeOldHistory(old, version)
    const upgraded = startHost(old)
    await upgraded.api.bundles.export({ runs: ['old1'], path: place })
    const before = await everything(upgraded, 'old1')
    expect(before.metrics[0]?.values[1], String(version)).toBeNaN()
    await upgraded.close()
    fs.rmSync(old, { recursive: true, force: true })
    await elsewhere(async (other) => {
      await other.api.bundles.import({ path: place })
      expect(await everything(other, 'old1')).toEqual(before)
    })
  }
}, 120_000)

/** One run, as the first version of the history had it, in one of a later version. */
function writeOldHistory(folder: string, version: number): void {
  const database = openDatabase(path.join(folder, 'history.sqlite'), { migrations: MIGRATIONS.slice(0, version) })
  database
    .prepare(
      `INSERT INTO run (id, name, preset, data_name, seed, configuration_json, state, reason, created, updated, step, steps, best_metric)
       VALUES ('old1', 'an old run', 'luong-dot', 'reverse', 3, ?, 'finished', 'all steps done', 1000, 2000, 20, 20, 'valid/loss')`,
    )
    .run(JSON.stringify(smallConfiguration('luong-dot')))
  database.exec(`
    INSERT INTO metric_name (name) VALUES ('train/loss');
    INSERT INTO metric (run, metric, step, value) VALUES ('old1', 1, 1, 2.5), ('old1', 1, 2, NULL);
    INSERT INTO evaluation VALUES ('old1', 2, 1500);
    INSERT INTO watched VALUES ('old1', 0, '["a","<eos>"]', '["a"]', NULL);
    INSERT INTO snapshot VALUES ('old1', 0, 2, 'a');
    INSERT INTO log (run, time, level, text) VALUES ('old1', 1500, 'info', 'a line');
    INSERT INTO transition (run, time, from_state, to_state) VALUES ('old1', 1000, NULL, 'finished');
  `)
  const weights = packWeights(Float32Array.of(0.25, 0.75))
  database
    .prepare(
      `INSERT INTO attention (run, sentence, step, mode, source_json, target_json, layers, heads, weights)
       VALUES ('old1', 0, 2, 'free-running', '["a","<eos>"]', '["a"]', 1, 1, ?)`,
    )
    .run(weights)
  database.close()
}

test('the code of a score of somebody’s own comes along, and is run only after a yes', async () => {
  const file = path.join(files, 'my-score.ts')
  fs.writeFileSync(file, fs.readFileSync(new URL('../../docs/examples/my-score.ts', import.meta.url)))
  const own = smallConfiguration('luong-dot', `model.attention.score=${file}`)
  const [module] = await host.api.scores.named({ configurations: [own] })
  await host.api.scores.trust({ file, digest: module?.digest ?? '' })
  const [run = ''] = await trainAll(host, own)
  const place = path.join(files, 'own.zip')
  await host.api.bundles.export({ runs: [run], path: place })
  const held = path.join(files, 'own-sweep.zip')
  const { id: sweep } = await host.api.sweeps.create({ sweep: { name: 'own', base: own, axes: [], seeds: [4, 5] } })
  await host.api.sweeps.stop({ sweep })
  await host.api.bundles.export({ sweep, path: held })
  fs.rmSync(file)
  await elsewhere(async (other) => {
    expect((await other.api.bundles.import({ path: place })).runs).toMatchObject([{ run, asksAboutScore: true }])
    await expect(translation(other, run)).rejects.toMatchObject({ code: 'refused' })
    const score = await other.api.scores.ofRun({ run })
    expect(score).toEqual({ ...module, trusted: false })
    await expect(other.api.scores.trustRun({ run, digest: '0'.repeat(64) })).rejects.toMatchObject({ code: 'refused' })
    const { sweep } = await other.api.bundles.import({ path: held })
    const resuming = other.api.sweeps.resume({ sweep: sweep?.sweep ?? '' })
    await expect(resuming).rejects.toMatchObject({ code: 'refused' })
    expect(await other.api.sweeps.list()).toMatchObject([{ state: 'stopped' }])
    await other.api.scores.trustRun({ run, digest: score?.digest ?? '' })
    await other.api.sweeps.resume({ sweep: sweep?.sweep ?? '' })
    await other.api.sweeps.stop({ sweep: sweep?.sweep ?? '' })
    expect(await translation(other, run)).toEqual(await translation(host, run))
    expect((await other.api.bundles.import({ path: place })).runs).toMatchObject([{ asksAboutScore: false }])
  })
}, 120_000)
