#!/usr/bin/env node
// The command line, whatever Node starts it: prepares what is missing, then runs under the Node 24 of this installation.
import { join } from 'node:path'
import process from 'node:process'
import { handOver } from '../scripts/setup/hand-over.js'
import { packageRoot } from '../scripts/setup/places.js'
import { prepare } from '../scripts/setup/prepare.js'

const args = process.argv.slice(2)
try {
  const node = await prepare({ parts: args.includes('serve') ? ['node', 'renderer'] : ['node'] })
  process.exitCode = await handOver(node, [
    '--enable-source-maps',
    join(packageRoot, 'out', 'main', 'cli.cjs'),
    ...args,
  ])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
