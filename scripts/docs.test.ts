import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CONFIGURATION_DOC, FINDINGS_DOC, renderConfiguration, renderFindings } from './docs.ts'

it('docs/configuration.md says what the schema says (run `node scripts/docs.ts` after changing settings)', async () => {
  expect(readFileSync(CONFIGURATION_DOC, 'utf8')).toBe(await renderConfiguration())
})

it('docs/findings.md defines the findings as their rules do (run `node scripts/docs.ts` after changing one)', async () => {
  expect(readFileSync(FINDINGS_DOC, 'utf8')).toBe(await renderFindings())
})
