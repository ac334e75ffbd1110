import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../scripts/setup/places.js'

const MOST_LINES = 300
/** What the head comment of a longer file begins its reason with. */
const REASON = /^(?:\/\/|\/?\s*\*|<!--).*One file, though long: /m

it('no source file is longer than 300 lines without a reason in its head comment', () => {
  const files = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ts|vue|css|cc|h)$/.test(name),
  )
  const long = files.filter((name) => {
    const lines = readFileSync(join(packageRoot, 'src', name), 'utf8').split('\n')
    return lines.length - 1 > MOST_LINES && !REASON.test(lines.slice(0, 30).join('\n'))
  })
  expect(long).toEqual([])
})
