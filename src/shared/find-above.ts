import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SaccadeError } from './errors.ts'

/**
 * The first of these paths that exists in this program's folder or one above it.
 * @throws internal when there is none
 */
export function findAbove(...names: readonly string[]): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = names.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file))
    if (found) return found
    const parent = path.dirname(folder)
    if (parent === folder) {
      throw new SaccadeError('internal', `There is no ${names.join(' or ')}`, { hint: 'Run `npm run build`.' })
    }
    folder = parent
  }
}
