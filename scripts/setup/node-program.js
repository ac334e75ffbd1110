import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { packageRoot } from './places.js'

/**
 * The Node 24 that comes as the npm package `node`, or undefined where it is not installed.
 * @returns {string | undefined}
 */
export function nodeProgram() {
  const folder = join(packageRoot, 'node_modules', 'node', 'bin')
  const path = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(path) ? path : undefined
}
