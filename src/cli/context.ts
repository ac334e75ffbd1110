import { type Host, createHost } from '../host/host.ts'
import { chooseDataFolder } from '../host/folder/data-folder.ts'
import { type ReadingHost, openReadingHost } from '../host/reading-host.ts'
import { printError } from './output.ts'
import { createUpgradeTeller } from './tell-upgrade.ts'
import { workerLauncher } from './worker-program.ts'

/** What every command takes. */
export interface CommonOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/** Runs `work` on the data folder as its one host; queued runs of earlier days are left alone. */
export async function withHost(options: CommonOptions, work: (host: Host) => Promise<number>): Promise<number> {
  const host = createHost({
    dataFolder: chooseDataFolder(options.dataDir),
    launcher: workerLauncher(),
    mode: 'command line',
    concurrency: 1, // the one run that is asked for gets all cores
    startQueued: false,
    tell: createUpgradeTeller(),
    warn: (what) => printError(`warning: ${what}`),
  })
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}

/** Runs `work` on what is stored, also while another host holds the folder. */
export async function withReadingHost(
  options: CommonOptions,
  work: (host: ReadingHost) => Promise<void>,
): Promise<number> {
  const host = openReadingHost({ dataFolder: chooseDataFolder(options.dataDir), launcher: workerLauncher() })
  try {
    await work(host)
    return 0
  } finally {
    await host.close()
  }
}
