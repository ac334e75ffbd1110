// npm run parity: every preset and a covering set of models, each as its exported package in real PyTorch.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { findPytorch, installPytorch } from '../../bench/python.ts'
import { prepare } from '../../scripts/setup/prepare.js'
import { formatTable } from '../../src/cli/table.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { PRESETS } from '../../src/shared/config/presets.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { configurationOf, coverPairs, nameOf } from './covering.ts'
import { type Differences, freshModel, readDifferences, writePackage } from './packages.ts'

/** Largest absolute difference allowed. */
const TOLERANCE = 1e-5
/** Largest difference of a gradient in shares of its own largest number: float32 leaves about 1e-6. */
const SHARE = 1e-3
/** Of the weights of the small models. */
const SCALE = 3

interface Case {
  readonly name: string
  readonly scale: number
  readonly configuration: Configuration
}

try {
  process.exitCode = (await parity(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function parity(args: readonly string[]): Promise<boolean> {
  const unknown = args.filter((arg) => arg !== '--with-pytorch')
  if (unknown.length > 0) throw new Error(`npm run parity takes --with-pytorch, not ${unknown.join(' ')}`)
  if (args.length > 0) await installPytorch('cpu')
  const found = findPytorch('cpu', 'parity')
  if ('missing' in found) throw new Error(found.missing)
  await prepare({ parts: [] }) // the engine
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2' // TensorFlow's own lines would stand above the table
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  const { points, refused } = coverPairs()
  const cases = [
    ...PRESETS.map(({ id }) => presetCase(id)),
    ...points.map((point) => ({ name: nameOf(point), scale: SCALE, configuration: configurationOf(point) })),
  ]
  const scratch = mkdtempSync(join(tmpdir(), 'saccade-parity-'))
  try {
    const rows = compareAll(cases, found.python, scratch)
    report(rows)
    console.log(`${PRESETS.length} presets and ${points.length} models that hold every pair of choices together,`)
    console.log(`but for ${refused.length} pairs that the configuration refuses whatever the rest is.`)
    const off = rows.filter(({ differences }) => !isWithin(differences))
    console.log(
      off.length === 0
        ? `All within ${TOLERANCE}.`
        : `${off.length} of ${rows.length} are off by more than ${TOLERANCE}.`,
    )
    return off.length === 0
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface Row {
  readonly name: string
  readonly differences: Differences
}

function compareAll(cases: readonly Case[], python: string, scratch: string): Row[] {
  const prepared = cases.map((each, index) => {
    const folder = join(scratch, String(index))
    const model = freshModel(each.configuration, each.scale)
    writePackage(folder, each.configuration, model)
    return { ...each, folder, model }
  })
  const script = join(import.meta.dirname, 'packages.py')
  const { status } = spawnSync(python, [script, ...prepared.map(({ folder }) => folder)], { stdio: 'inherit' })
  if (status !== 0) throw new Error('PyTorch could not run the packages; what it said is above.')
  return prepared.map(({ name, configuration, folder, model }) => {
    const differences = readDifferences(folder, configuration, model)
    model.dispose()
    return { name, differences }
  })
}

function report(rows: readonly Row[]): void {
  const format = (value: number) => value.toExponential(1)
  const lines = formatTable(
    ['MODEL', 'LOGITS', 'COINS', 'ATTENTION', 'GRADIENTS', 'SHARE', 'OF', 'DECODED', ''],
    rows.map(({ name, differences }) => [
      name,
      format(differences.logits),
      format(differences.mixed),
      differences.attention === null ? 'none' : format(differences.attention),
      format(differences.gradient),
      format(differences.share),
      differences.worst,
      differences.decodedAlike ? 'alike' : 'otherwise',
      isWithin(differences) ? '' : 'OFF',
    ]),
  )
  console.log(lines.join('\n'))
}

function isWithin({ logits, mixed, attention, gradient, share, decodedAlike }: Differences): boolean {
  // Written so that NaN is off.
  return (
    [logits, mixed, attention ?? 0, gradient].every((value) => value <= TOLERANCE) && share <= SHARE && decodedAlike
  )
}

function presetCase(preset: string): Case {
  const source = { kind: 'task', task: 'reverse' }
  return { name: preset, scale: 1, configuration: parseConfiguration(composeConfiguration({ preset, source })) }
}
