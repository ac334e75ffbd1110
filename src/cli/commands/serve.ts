import path from 'node:path'
import { chooseDataFolder } from '../../host/folder/data-folder.ts'
import { type Host, createHost } from '../../host/host.ts'
import { type HttpServing, serveHttp } from '../../server/serve-http.ts'
import { openBrowser } from '../browser.ts'
import type { CommonOptions } from '../context.ts'
import { print, printError, printJson } from '../output.ts'
import { programWords } from '../program-words.ts'
import { onStopWish } from '../stop-wish.ts'
import { createUpgradeTeller } from '../tell-upgrade.ts'
import { findBuilt, workerLauncher } from '../worker-program.ts'

export interface ServeOptions extends CommonOptions {
  readonly port?: number
  readonly host: string
  readonly open?: boolean
}

/** Tried first where no port is named, so that the address is the same from day to day. */
const USUAL_PORT = 4170

/** `saccade serve`: the pages of the window for a browser. Ends at Ctrl+C, with checkpoints of what runs. */
export async function serve(options: ServeOptions): Promise<number> {
  const rendererFolder = path.dirname(findBuilt('renderer', 'index.html'))
  const host = createHost({
    dataFolder: chooseDataFolder(options.dataDir),
    launcher: workerLauncher(),
    mode: 'served',
    program: programWords(),
    tell: createUpgradeTeller(),
    warn: (what) => printError(`warning: ${what}`),
  })
  try {
    const serving = await listen(host, rendererFolder, options)
    announce(serving, options)
    await untilStopped(host)
    await serving.close()
    return 0
  } finally {
    await host.close()
  }
}

async function listen(host: Host, rendererFolder: string, { port, host: address }: ServeOptions): Promise<HttpServing> {
  if (port !== undefined) return serveHttp({ host, rendererFolder, address, port })
  try {
    return await serveHttp({ host, rendererFolder, address, port: USUAL_PORT })
  } catch {
    // Most likely taken; were it the address that is wrong, this fails in the same words.
    return serveHttp({ host, rendererFolder, address, port: 0 })
  }
}

function announce({ url, warning }: HttpServing, { json, open }: ServeOptions): void {
  if (json) printJson({ event: 'serving', url })
  else print(`Saccade is at ${url}`)
  if (warning) printError(`warning: ${warning}`)
  if (open && !openBrowser(url)) printError('No browser was found here; open the address above.')
}

function untilStopped(host: Host): Promise<void> {
  return new Promise((resolve) => {
    onStopWish({
      first() {
        printError('Closing; what trains writes a checkpoint first. Once more ends it at once.')
        resolve()
      },
      second: () => void host.close(0),
    })
  })
}
