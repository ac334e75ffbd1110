// npm run package: builds Saccade and hands it to electron-builder (packaging/electron-builder.yml). Arguments are
// electron-builder's, as `-- --dir` for the unpacked application, `-- --linux deb`. docs/packaging.md tells more.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { handOver } from './setup/hand-over.js'
import { installedPackage, packageRoot } from './setup/places.js'
import { prepare } from './setup/prepare.js'

const packaging = join(packageRoot, 'packaging')

/** The program of Electron, where `npm start` has fetched it; else electron-builder fetches its own. */
function fetchedElectron(): string[] {
  const home = installedPackage('electron')
  // path.txt is written last, when all of it is unpacked.
  return home && existsSync(join(home, 'path.txt')) ? [`-c.electronDist=${join(home, 'dist')}`] : []
}

async function makePackage(): Promise<number> {
  const node = await prepare({ parts: ['node', 'renderer'] })
  if (!existsSync(join(packaging, 'node_modules', '.package-lock.json'))) {
    // Apart from everybody's dependencies: they would take more than half as long again to install.
    const installed = await handOver('npm', ['ci', '--prefix', packaging], { cwd: packaging })
    if (installed !== 0) return installed
  }
  const program = join(packaging, 'node_modules', 'electron-builder', 'cli.js')
  const config = ['--projectDir', packageRoot, '--config', join(packaging, 'electron-builder.yml')]
  return handOver(node, [program, ...config, ...fetchedElectron(), ...process.argv.slice(2)], { cwd: packageRoot })
}

try {
  process.exitCode = await makePackage()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
