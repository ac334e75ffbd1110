import { expect, it } from 'vitest'
import { commandOf } from './command.ts'
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
