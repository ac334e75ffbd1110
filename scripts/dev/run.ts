// npm run dev: the window with hot reload where there is an Electron, else the same pages in a browser. Arguments are
// Saccade's own, such as --data-dir.
import process from 'node:process'
import { findElectron } from '../setup/electron.js'
import { prepare } from '../setup/prepare.js'
import { createProgress } from '../setup/progress.js'
import { openDevelopmentWindow } from './window.ts'
import { serveDevelopmentPages } from './served.ts'

const node = await prepare({ parts: [] })
const args = process.argv.slice(2)
const electron = await findElectron({ node, progress: createProgress() })
if ('program' in electron) {
  await openDevelopmentWindow(electron, node, args)
} else {
  console.error(`Saccade is served to a browser, because ${electron.reason}.`)
  await serveDevelopmentPages(node, args)
}
