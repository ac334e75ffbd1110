import { expect, it } from 'vitest'
import { commandOf, lacksMinus } from './command.ts'
import { mapsOptions } from './options.ts'

const shown = { runs: ['ra', 'rb'], sentence: 2, step: 400 }

it('is the command that prints what the panel shows', () => {
  expect(commandOf(shown, mapsOptions.parse({}))).toBe(
    'saccade attention --runs ra,rb --step 400 --sentence 3 --mode teacher-forced --layer mean --heads mean --format csv --to maps',
  )
  const options = mapsOptions.parse({ mode: 'free-running', head: 1, layer: 'all', words: true, minus: { run: 'rb' } })
  expect(commandOf({ ...shown, runs: ['ra'] }, options)).toBe(
    'saccade attention --runs ra --step 400 --sentence 3 --mode free-running --layer all --heads 2 --minus rb --words --format csv',
  )
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
