// Builds out/: `node scripts/build.ts [node] [renderer]`, all of it when nothing is named.
// Every file appears under its final name only when it is whole, so that a running Saccade never reads half of one.
import { build } from 'esbuild'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_PARTS, fingerprint, writeStamp } from './build/fingerprint.js'
import { bundleOptions, presentBundles } from './build/bundles.ts'
import { packageRoot } from './setup/places.js'

const out = join(packageRoot, 'out')
const named = process.argv.slice(2)
const unknown = named.filter((name) => !ALL_PARTS.some((part) => part === name))
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}; there are ${ALL_PARTS.join(' and ')}.`)
  process.exit(2)
}

mkdirSync(out, { recursive: true })
for (const part of ALL_PARTS) {
  if (named.length > 0 && !named.includes(part)) continue
  const digest = fingerprint(part)
  const fresh = mkdtempSync(join(out, `.${part}-`))
  try {
    await (part === 'node' ? buildBundles(fresh) : buildRenderer(fresh))
    writeStamp(part, digest)
  } catch (error) {
    // The bundlers print what is wrong with the sources themselves; their own stack says nothing more.
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

async function buildBundles(folder: string): Promise<void> {
  const { present, absent } = presentBundles()
  for (const { entry, output } of absent) console.error(`${output} is left out: there is no ${entry}.`)
  await Promise.all(present.map((bundle) => build(bundleOptions(bundle, folder))))
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join(out, name))
}

async function buildRenderer(folder: string): Promise<void> {
  if (!existsSync(join(packageRoot, 'src', 'renderer', 'index.html'))) {
    console.error('renderer is left out: there is no src/renderer/index.html.')
    return
  }
  const vite = await import('vite')
  const fresh = join(folder, 'renderer')
  await vite.build({
    configFile: join(packageRoot, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh, emptyOutDir: true },
  })
  const final = join(out, 'renderer')
  if (existsSync(final)) renameSync(final, join(folder, 'old'))
  renameSync(fresh, final)
}
