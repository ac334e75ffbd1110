import { loadConfigFromFile } from 'electron-vite'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createSocket, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { createServer, mergeConfig } from 'vite'
import { createToken } from '../../src/server/token.ts'
import { SOCKET_PATH } from '../../src/shared/served-address.ts'
import { packageRoot } from '../setup/places.js'

/** Vite's pages, changing as the sources do, before a host that Node runs from the sources and starts anew as they change. */
export async function serveDevelopmentPages(node: string, args: readonly string[]): Promise<void> {
  const port = await freePort()
  // One for all starts of the host, so that the open page is let in again.
  const token = createToken()
  const { config } = await loadConfigFromFile({ command: 'serve', mode: 'development' }, undefined, packageRoot)
  const pages = await createServer(
    mergeConfig(config.renderer ?? {}, {
      configFile: false,
      server: { host: 'localhost', proxy: { [`/${SOCKET_PATH}`]: { target: `http://127.0.0.1:${port}`, ws: true } } },
    }),
  )
  await pages.listen()
  const host = spawn(node, ['--watch', join(import.meta.dirname, 'host.ts'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, SACCADE_DEVELOPMENT: JSON.stringify({ port, token }) },
  })
  console.log(`Saccade is at ${pages.resolvedUrls?.local[0] ?? ''}#token=${token}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => host.kill(signal))
  await once(host, 'exit')
  await pages.close()
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  return port
}
