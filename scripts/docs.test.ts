import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CONFIGURATION_DOC, renderConfiguration } from './docs.ts'

it('docs/configuration.md says what the schema says (run `node scripts/docs.ts` after changing settings)', async () => {
  expect(readFileSync(CONFIGURATION_DOC, 'utf8')).toBe(await renderConfiguration())
})
