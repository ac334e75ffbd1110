import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shippedPackages } from './notices.ts'
import { packageRoot } from './setup/places.js'

it('names every shipped package at its version (run `node scripts/notices.ts` after changing dependencies)', () => {
  const notices = readFileSync(join(packageRoot, 'THIRD_PARTY_NOTICES'), 'utf8')
  const missing = shippedPackages()
    .map(({ name, version }) => `${name} ${version}`)
    .filter((line) => !notices.includes(`\n${line}`))
  expect(missing).toEqual([])
})
