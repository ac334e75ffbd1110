import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const RENDERER = join(import.meta.dirname, '../..')
const RULE = /([^{};]+)\{([^{}]*)\}/g

// Else what stands absolutely in it, such as words that are only read out, keeps the place that it would have were nothing
// scrolled, and the whole page scrolls away to there.
it('whatever scrolls is what the things in it are placed by', () => {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|css)$/.test(name))
  const rules = files.flatMap((name) =>
    [...readFileSync(join(RENDERER, name), 'utf8').matchAll(RULE)].map(([, selector = '', body = '']) => ({
      rule: `${name}: ${selector.trim().split('\n').at(-1) ?? ''}`,
      body,
    })),
  )
  const scrollers = rules.filter(({ body }) => /\boverflow(-[xy])?: [^;]*(auto|scroll)/.test(body))
  expect(scrollers.length).toBeGreaterThan(40)
  const astray = scrollers.filter(({ body }) => !/\bposition: (relative|absolute|sticky|fixed)/.test(body))
  expect(astray.map(({ rule }) => rule)).toEqual([])
})
