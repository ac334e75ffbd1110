// npm run check: format, lint, imports (layers, rooms, circles), types, unused code and unit tests; goes on after a failure, to show all.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from './setup/places.js'

const STEPS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['lint', 'eslint/bin/eslint.js', '.', '--cache', '--cache-location', 'node_modules/.cache/eslint'],
  ['imports', '../scripts/imports.ts'],
  ['types', 'typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['types for old Electron', 'typescript/bin/tsc', '-p', 'tsconfig.electron.json'],
  ['types of the window', 'vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.renderer.json'],
  ['unused code', 'knip/bin/knip.js'],
  ['unit tests', 'vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'alone'],
]

const failed = STEPS.filter(([name, program, ...args]) => {
  const startedAt = performance.now()
  const { status } = spawnSync(process.execPath, [join(packageRoot, 'node_modules', program), ...args], {
    cwd: packageRoot,
    stdio: 'inherit',
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  return status !== 0
})
process.exitCode = failed.length > 0 ? 1 : 0
