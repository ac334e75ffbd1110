// The served host of `npm run dev`, run from the sources; its pages come from Vite.
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { chooseDataFolder } from '../../src/host/folder/data-folder.ts'
import { createHost } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { serveHttp } from '../../src/server/serve-http.ts'
import { packageRoot } from '../setup/places.js'

const address = z.object({ port: z.number(), token: z.string() })
const { port, token } = address.parse(JSON.parse(process.env.SACCADE_DEVELOPMENT ?? ''))
const { values } = parseArgs({ options: { 'data-dir': { type: 'string' } } })
const host = createHost({
  dataFolder: chooseDataFolder(values['data-dir']),
  launcher: forkLauncher({ entry: join(packageRoot, 'src', 'worker', 'entry.ts') }),
  mode: 'served',
})
const serving = await serveHttp({ host, port, token, rendererFolder: join(packageRoot, 'out', 'renderer') })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())

async function close(): Promise<void> {
  await serving.close()
  await host.close()
  process.exit(0)
}
