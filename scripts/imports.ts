// `node scripts/imports.ts`: tells of every import that breaks a rule, and fails where there is one.
import { findBrokenImports } from './lint/broken-imports.ts'
import { packageRoot } from './setup/places.js'

const broken = await findBrokenImports(packageRoot)
for (const { rule, path, because } of broken) console.error(`${path.join(' → ')}\n  ${rule}: ${because}`)
process.exitCode = broken.length > 0 ? 1 : 0
