// The launcher as a real process with a real child, as `npx saccade` is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { packageRoot } from './places.js'

const handOver = pathToFileURL(join(packageRoot, 'scripts/setup/hand-over.js')).href

/** A launcher whose child runs `code`. */
function launch(code: string) {
  const launcher = `
    import { handOver } from ${JSON.stringify(handOver)}
    process.exitCode = await handOver(process.execPath, ['-e', ${JSON.stringify(code)}, 'one', 'two words'])`
  return spawn(process.execPath, ['--input-type=module', '-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] })
}

it('passes arguments, output and exit code', async () => {
  const child = launch('console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 7')
  const [output, ended] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')])
  expect(JSON.parse(String(output[0]))).toEqual(['one', 'two words'])
  expect(ended).toEqual([7, null])
})

it.each([
  ['SIGINT', 'an orderly stop', `process.on('SIGINT', () => process.exit(130))`, 130],
  ['SIGTERM', 'an orderly stop', `process.on('SIGTERM', () => process.exit(0))`, 0],
  ['SIGTERM', 'no handler', '', 143],
] as const)('lets %s reach a child with %s, and answers with its code', async (signal, _, handler, expected) => {
  const child = launch(`${handler}; setInterval(() => {}, 1000); console.log('ready')`)
  await once(child.stdout, 'data')
  child.kill(signal)
  expect(await once(child, 'close')).toEqual([expected, null])
})
