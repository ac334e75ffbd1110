import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RUN_KEYS } from '../runs/runs-commands.ts'
import { CONTROL_KEYS, PAGES } from './page-commands.ts'

test('docs/keys.md tells every key that the help sheet tells', () => {
  const text = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8')
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  for (const { title, keys } of PAGES) {
    expect(
      rows.some((cells) => cells.includes(`Go to ${title}`) && cells.includes(keys)),
      title,
    ).toBe(true)
  }
  for (const { title } of [...CONTROL_KEYS, ...RUN_KEYS])
    expect(
      rows.some((cells) => cells.includes(title)),
      title,
    ).toBe(true)
})
