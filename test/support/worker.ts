import { join } from 'node:path'
import { packageRoot } from '../../scripts/setup/places.js'

/** The program of a worker as it is built, which starts in a fifth of the time that its sources take. */
export const WORKER = join(packageRoot, 'out', 'main', 'worker.cjs')
