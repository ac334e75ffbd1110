// The recipes of CONTRIBUTING.md: what they name exists, and the one with code is followed in a copy of the sources.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'
import { packageRoot } from '../scripts/setup/places.js'

const recipes = readFileSync(join(packageRoot, 'CONTRIBUTING.md'), 'utf8').split(/^## Recipes$/m)[1] ?? ''

it('names only what is there', () => {
  const named = Array.from(recipes.matchAll(/`([A-Za-z_]+)`\s+(?:in|\(in)\s+`((?:src|test)\/[\w./-]+)`/g))
  expect(named.length).toBeGreaterThan(10)
  const missing = named.filter(([, symbol = '', file = '']) => {
    const path = join(packageRoot, file)
    return !existsSync(path) || !new RegExp(`\\b${symbol}\\b`).test(readFileSync(path, 'utf8'))
  })
  expect(missing.map(([text]) => text)).toEqual([])
})

it('makes a working attention score', () => {
  const code = /```ts\n([\s\S]*?)```/.exec(recipes)?.[1]?.replace(/^ {3}/gm, '') ?? ''
  const created = /export const (create\w+): CreateScore/.exec(code)?.[1]
  expect(created).toBeDefined()

  const copy = mkdtempSync(join(tmpdir(), 'saccade-recipe-'))
  try {
    for (const name of ['src', 'test/support', 'test/repeatable.ts', 'package.json', 'vitest.config.ts']) {
      mkdirSync(dirname(join(copy, name)), { recursive: true })
      cpSync(join(packageRoot, name), join(copy, name), { recursive: true })
    }
    symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
    writeFileSync(join(copy, 'src/worker/attention/scores/recipe.ts'), code)
    change(join(copy, 'src/worker/attention/registry.ts'), [
      ['export type ScoreKind', `import { ${created ?? ''} } from './scores/recipe.ts'\n\nexport type ScoreKind`],
      ['  additive: createAdditive,', `  additive: createAdditive,\n  recipe: ${created ?? ''},`],
    ])
    change(join(copy, 'src/shared/config/model.ts'), [["'additive',", "'additive', 'recipe',"]])
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(packageRoot, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project=unit',
        '--reporter=verbose',
        'src/worker/attention/attention.test.ts',
      ],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, SACCADE_TEST_REPORTER: '', NO_COLOR: '1' } },
    )
    expect(stdout + stderr).toMatch(/✓.*recipe/)
    expect(status, stdout + stderr).toBe(0)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

function change(path: string, edits: readonly (readonly [from: string, to: string])[]): void {
  const text = edits.reduce(
    (before, [from, to]) => {
      expect(before, path).toContain(from)
      return before.replace(from, () => to)
    },
    readFileSync(path, 'utf8'),
  )
  writeFileSync(path, text)
}
