// Places that cannot be used, through the real command line: “not there” and “not allowed” are different, and every
// answer of the system has words. As root nothing is denied, so those cases run as another user.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OTHER_USER, whyNoOtherUser } from './other-user.ts'
import { type Outcome, commandLine, saccade, temporaryFolder } from './saccade.ts'

const root = temporaryFolder()
fs.chmodSync(root, 0o755)
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

const noOther = whyNoOtherUser()
if (noOther) console.warn(`other users: left out, ${noOther}`)

const LONG = 'a'.repeat(300)
const STACK = /\n\s+at /
const TINY = [
  ...['--preset', 'bigru-bahdanau', '--task', 'copy', '--name', 'one'],
  ...[
    ...['model.encoder.hidden=6', 'model.decoder.hidden=6', 'model.encoder.embedding=4', 'model.decoder.embedding=4'],
    ...['data.source.trainPairs=60', 'data.source.validPairs=10', 'training.batchSize=4', 'training.steps=2'],
  ].flatMap((text) => ['--set', text]),
]

/** A closed data folder with one run. */
const whole = path.join(root, 'whole')
beforeAll(async () => {
  expect(await saccade(['train', ...TINY, '--data-dir', whole])).toMatchObject({ code: 0 })
})

let count = 0
function folderWith(change: (folder: string) => void): string {
  const folder = path.join(root, `data-${++count}`)
  fs.cpSync(whole, folder, { recursive: true })
  change(folder)
  return folder
}

/** It failed, in these words, and shows nobody a stack. */
function expectWords(outcome: Outcome, words: RegExp, code = 1): void {
  expect(outcome.stderr).toMatch(words)
  expect(outcome.stderr).not.toMatch(STACK)
  expect(outcome).toMatchObject({ code, stdout: '' })
}

function shell(script: string): Outcome {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '' },
  })
  return { code: status, stdout, stderr }
}
const quoted = (args: readonly string[]): string =>
  commandLine(args)
    .map((word) => `'${word}'`)
    .join(' ')

describe('B3: a data folder that is not one, or not this user’s', () => {
  test.each([['runs'], ['show', 'one'], ['resume', 'one']])('B3: a plain file: %s', async (...command) => {
    const file = path.join(root, 'plain')
    fs.writeFileSync(file, 'I am no folder')
    expectWords(await saccade([...command, '--data-dir', file]), /in the way/)
    expect(fs.readFileSync(file, 'utf8')).toBe('I am no folder')
  })

  test.skipIf(noOther !== '').each([['runs'], ['show', 'one'], ['train', ...TINY]])(
    'B3: a folder that may not be entered: %s',
    async (...command) => {
      const folder = folderWith((made) => fs.chmodSync(made, 0o000))
      expectWords(await saccade([...command, '--data-dir', folder], OTHER_USER), /permission denied \(EACCES\)/)
      fs.chmodSync(folder, 0o755)
    },
  )

  test.skipIf(noOther !== '')('B3: doctor says so, too', async () => {
    const folder = folderWith((made) => fs.chmodSync(made, 0o000))
    const outcome = await saccade(['doctor', '--json', '--data-dir', folder], OTHER_USER)
    fs.chmodSync(folder, 0o755)
    expect(outcome.code).toBe(1)
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      history: { code: 'storage', message: expect.stringContaining('permission denied') },
    })
  })
})

describe('B4: a data folder that can only be read', () => {
  const commands = [['runs'], ['show', 'one'], ['metrics', 'one'], ['translate', 'one', '--checkpoint', 'last']]

  test.skipIf(noOther !== '')(
    'B4: a history that was closed in order is read, and nothing is made beside it',
    async () => {
      const folder = folderWith((made) => {
        for (const name of ['history.sqlite-wal', 'history.sqlite-shm'])
          fs.rmSync(path.join(made, name), { force: true })
        fs.chmodSync(made, 0o555)
      })
      const before = fs.readdirSync(folder)
      for (const command of commands) {
        const outcome = await saccade([...command, '--data-dir', folder], { ...OTHER_USER, input: 'a b\n' })
        expect(outcome, command[0]).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) })
      }
      expectWords(await saccade(['train', ...TINY, '--data-dir', folder], OTHER_USER), /permission denied/)
      expect(fs.readdirSync(folder)).toEqual(before)
      fs.chmodSync(folder, 0o755)
    },
  )

  test.skipIf(noOther !== '')('B4: one whose log cannot be read without writing is refused with words', async () => {
    const folder = folderWith((made) => {
      const open = new Sqlite(path.join(made, 'history.sqlite'))
      open.exec("UPDATE run SET name = 'two'")
      for (const name of ['history.sqlite', 'history.sqlite-wal'])
        fs.copyFileSync(path.join(made, name), path.join(made, `${name}.kept`))
      open.close()
      for (const name of ['history.sqlite', 'history.sqlite-wal'])
        fs.renameSync(path.join(made, `${name}.kept`), path.join(made, name))
      fs.rmSync(path.join(made, 'history.sqlite-shm'), { force: true })
      fs.chmodSync(made, 0o555)
    })
    expectWords(await saccade(['runs', '--data-dir', folder], OTHER_USER), /history\.sqlite cannot be read: /)
    fs.chmodSync(folder, 0o755)
  })

  const NAMESPACE = 'unshare --user --map-root-user --mount bash -c'
  const noMount =
    shell(`${NAMESPACE} 'mount --bind -o ro ${root} ${root}'`).code === 0 ? '' : 'no mount namespaces here'
  if (noMount) console.warn(`read-only mounts: left out, ${noMount}`)

  test.skipIf(noMount !== '')('B4: the same on a disk that is mounted to be read', () => {
    const folder = folderWith((made) => {
      for (const name of ['history.sqlite-wal', 'history.sqlite-shm']) fs.rmSync(path.join(made, name), { force: true })
    })
    const inside = (args: readonly string[]) => {
      const script = path.join(root, 'inside.sh')
      fs.writeFileSync(script, `mount --bind -o ro ${folder} ${folder} && ${quoted([...args, '--data-dir', folder])}`)
      return shell(`${NAMESPACE} 'bash ${script}'`)
    }
    expect(inside(['runs'])).toMatchObject({ code: 0, stdout: expect.stringContaining('one') })
    expectWords(inside(['train', ...TINY]), /nothing can be written \(EROFS\)/)
  })
})

describe('B5: what the system refuses has words', () => {
  test.each([['runs'], ['train', ...TINY]])('B5: a name that is too long: %s', async (...command) => {
    expectWords(await saccade([...command, '--data-dir', path.join(root, LONG)]), /too long \(ENAMETOOLONG\)/)
  })

  test('B5: a name that is too long, to export to', async () => {
    const outcome = await saccade(['export', 'one', '--to', path.join(root, LONG), '--data-dir', whole])
    expectWords(outcome, /too long \(ENAMETOOLONG\)/, 2)
  })

  test('B5: too few files that may be open', () => {
    for (const files of [25, 27]) {
      const outcome = shell(
        `ulimit -n ${files}; ${quoted(['train', ...TINY, '--data-dir', path.join(root, `n-${files}`)])}`,
      )
      expect(outcome.stderr).toMatch(/may open no more files \(EMFILE\)/)
      expect(outcome.stderr).not.toMatch(STACK)
      expect(outcome.code).toBe(1)
    }
    // What was begun then is no obstacle afterwards.
    const begun = shell(quoted(['runs', '--data-dir', path.join(root, 'n-25')]))
    expect(begun).toMatchObject({ code: 0, stderr: expect.stringContaining('There are no runs yet') })
  })

  // 2,000 blocks keep a checkpoint out; fewer keep out the history, from its tables to the first rows of a run.
  test.each([2000, 300, 200])('B5: a limit on the size of files: %i', (blocks) => {
    const outcome = shell(
      `ulimit -f ${blocks}; ${quoted(['train', ...TINY, '--set', 'model.encoder.hidden=256', '--set', 'model.decoder.hidden=256', '--data-dir', path.join(root, `f-${blocks}`)])}`,
    )
    expect(outcome.stderr).toMatch(/larger than a file may be there \((EFBIG|SQLITE_IOERR_WRITE)\)[^]*ulimit -f/)
    expect(outcome.stderr).not.toMatch(STACK)
    expect(outcome.code).toBe(1)
  })

  test.each([
    ['a folder as history', 'history.sqlite', (file: string) => fs.mkdirSync(file), /history\.sqlite is a folder/],
    [
      'an empty history beside runs',
      'history.sqlite',
      (file: string) => fs.writeFileSync(file, ''),
      /is empty \(0 bytes\)/,
    ],
    ['a pipe as history', 'history.sqlite', (file: string) => void spawnSync('mkfifo', [file]), /not an ordinary file/],
  ])('B5: %s', async (_, name, put, words) => {
    const folder = folderWith((made) => {
      fs.rmSync(path.join(made, name), { recursive: true, force: true })
      put(path.join(made, name))
    })
    for (const command of [['runs'], ['train', ...TINY]]) {
      expectWords(await saccade([...command, '--data-dir', folder]), words)
    }
  })

  test.each([
    ['a text', (file: string) => fs.writeFileSync(file, 'I am a text. '.repeat(100)), /lock\.sqlite is not the lock/],
    ['a folder', (file: string) => fs.mkdirSync(file), /lock\.sqlite cannot be written: it is a folder/],
  ])('B5: %s as lock', async (_, put, words) => {
    const folder = folderWith((made) => {
      fs.rmSync(path.join(made, 'lock.sqlite'), { force: true })
      put(path.join(made, 'lock.sqlite'))
    })
    expectWords(await saccade(['train', ...TINY, '--data-dir', folder]), words)
    expect(await saccade(['runs', '--data-dir', folder])).toMatchObject({ code: 0 })
  })

  test.skipIf(noOther !== '')('B5: a history that may not be read', async () => {
    const folder = folderWith((made) => fs.chmodSync(path.join(made, 'history.sqlite'), 0o000))
    expectWords(await saccade(['runs', '--data-dir', folder], OTHER_USER), /cannot be read: permission denied/)
  })
})

test('B6: an empty name of a data folder is refused, and nothing is made', async () => {
  const cwd = path.join(root, 'here')
  fs.mkdirSync(cwd)
  expectWords(await saccade(['train', ...TINY, '--data-dir', ''], { cwd }), /--data-dir is empty/, 2)
  expect(fs.readdirSync(cwd)).toEqual([])
})

test.skipIf(process.platform !== 'linux')(
  'B7: export to where the system makes no folders comes back with words',
  async () => {
    const outcome = await saccade(['export', 'one', '--to', '/proc/x/y', '--data-dir', whole])
    expectWords(outcome, /cannot be made: the system makes no folders there/)
  },
)
