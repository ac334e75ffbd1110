import { expect, it } from 'vitest'
import { commandOf, lacksMinus } from './command.ts'
import { mapsOptions } from './options.ts'

const shown = { runs: ['ra', 'rb'], sentence: 2, steps: [400] }

it('is the command that prints what the panel shows', () => {
  expect(commandOf(shown, mapsOptions.parse({}))).toBe(
    'saccade attention --runs ra,rb --step 400 --sentence 3 --mode teacher-forced --layer mean --heads mean --format csv --to maps',
  )
  const options = mapsOptions.parse({ mode: 'free-running', head: 1, layer: 'all', words: true, minus: { run: 'rb' } })
  expect(commandOf({ ...shown, runs: ['ra'] }, options)).toBe(
    'saccade attention --runs ra --step 400 --sentence 3 --mode free-running --layer all --heads 2 --minus rb --words --format csv',
  )
})

it('is one for each mode and each step of a film, into folders of their own', () => {
  const lines = commandOf({ ...shown, steps: [0, 400] }, mapsOptions.parse({ mode: 'both', film: 4 })).split('\n')
  expect(lines.map((line) => /--step (\d+) .*--mode (\S+) .*--to (\S+)/.exec(line)?.slice(1))).toEqual([
    ['0', 'teacher-forced', 'maps-step-0-teacher-forced'],
    ['0', 'free-running', 'maps-step-0-free-running'],
    ['400', 'teacher-forced', 'maps-step-400-teacher-forced'],
    ['400', 'free-running', 'maps-step-400-free-running'],
  ])
  const own = { runs: ['ra'], steps: [400] }
  const both = mapsOptions.parse({ mode: 'both' })
  expect(commandOf({ ...own, sentence: { source: 'a', target: 'b' } }, both).split('\n')).toHaveLength(2)
  expect(commandOf({ ...own, sentence: { source: 'a' } }, both).split('\n')).toHaveLength(1)
})

it('names what is taken off, and a sentence of one’s own', () => {
  const minus = (less: object) => commandOf({ ...shown, runs: ['ra'] }, mapsOptions.parse({ minus: less }))
  expect(minus({ run: 'rb', step: 200 })).toContain(' --minus rb@200 ')
  expect(minus({ step: 200 })).toContain(' --minus @200 ')
  expect(minus({ head: 1 })).not.toContain('--minus')
  expect(lacksMinus(mapsOptions.parse({ minus: { head: 1 } }))).toBe(true)
  const own = { ...shown, sentence: { source: "it's a", target: 'b' } }
  expect(commandOf(own, mapsOptions.parse({}))).toContain(
    `--step 400 --source 'it'\\''s a' --target b --layer mean --heads mean`,
  )
  expect(commandOf(own, mapsOptions.parse({ mode: 'free-running' }))).not.toContain('--target')
})
