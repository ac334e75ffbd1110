import { createServer } from 'electron-vite'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { packageRoot } from '../setup/places.js'

/**
 * electron-vite's development server: pages change in the open window, and the window is opened anew when main, preload,
 * host or worker change. Built into a folder of its own, an application in Electron's eyes, since such a build takes its
 * pages from a server, which that in `out/` never does.
 */
export async function openDevelopmentWindow(
  electron: { readonly program: string; readonly args: readonly string[] },
  node: string,
  args: readonly string[],
): Promise<void> {
  const folder = join(packageRoot, 'out', 'dev')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'saccade', main: 'main/main.cjs' }))
  Object.assign(process.env, {
    ELECTRON_EXEC_PATH: electron.program,
    ELECTRON_ENTRY: folder,
    ELECTRON_CLI_ARGS: JSON.stringify(args),
    NO_SANDBOX: electron.args.includes('--no-sandbox') ? '1' : '0',
    SACCADE_NODE: node,
  })
  await createServer({ root: packageRoot, build: { outDir: folder, watch: {} } }, {})
}
