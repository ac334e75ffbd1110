import { setTimeout as wait } from 'node:timers/promises'
import type { EventSource } from '../host/events.ts'
import { chooseDataFolder } from '../host/folder/data-folder.ts'
import { reachHolder } from '../host/folder/host-socket.ts'
import { type Host, createHost } from '../host/host.ts'
import { type ReadingHost, openReadingHost } from '../host/reading-host.ts'
import { printError } from './output.ts'
import { programWords } from './program-words.ts'
import type { HostApi, HostEvents } from '../shared/contract/host.ts'
import { SaccadeError, toErrorData } from '../shared/errors.ts'
import { connect } from '../shared/rpc/rpc.ts'
import { onStopWish } from './stop-wish.ts'
import { createUpgradeTeller } from './tell-upgrade.ts'
import { workerLauncher } from './worker-program.ts'

/** What every command takes. */
export interface CommonOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/**
 * Runs `work` on the data folder as its one host; queued runs of earlier days are left alone.
 * @param atOnce how many runs train at a time; null for as many as the queue's setting says
 */
export async function withHost(
  options: CommonOptions,
  work: (host: Host) => Promise<number>,
  atOnce: number | null = 1, // the one run that is asked for gets all cores
): Promise<number> {
  const host = createHost({
    dataFolder: chooseDataFolder(options.dataDir),
    launcher: workerLauncher(),
    mode: 'command line',
    concurrency: atOnce ?? undefined,
    startQueued: false,
    program: programWords(),
    tell: createUpgradeTeller(),
    warn: (what) => printError(`warning: ${what}`),
  })
  try {
    return await work(host)
  } finally {
    await letGuestsFinish(host)
    await host.close()
  }
}

/** A program that asks for one thing after the other has so long between two of them, in milliseconds. */
const BETWEEN = 300
/** Between two looks, in milliseconds. */
const LOOK = 50

/**
 * Other terminals may have found this host and given it work of their own, such as an import: that goes on after the work of
 * this one, until somebody here wants an end.
 */
async function letGuestsFinish(host: Host): Promise<void> {
  if (!host.hasGuests()) return
  printError(
    'Another terminal works with this data folder through this one, which ends when that is done; Ctrl+C ends both.',
  )
  const ending = new AbortController()
  const off = onStopWish({ first: () => ending.abort(), second: () => undefined })
  try {
    for (let quiet = 0; quiet < BETWEEN && !ending.signal.aborted; quiet += LOOK) {
      await wait(LOOK)
      if (host.hasGuests()) quiet = 0
    }
  } finally {
    off()
  }
}

/** A host as a caller sees it, wherever it runs. */
export interface AnyHost {
  readonly api: HostApi
  readonly on: EventSource['on']
}

/**
 * Runs `work` on the services of the host that holds the data folder, be it a window, `saccade serve` or a training; where
 * none does, as its one host.
 */
export async function withAnyHost(options: CommonOptions, work: (host: AnyHost) => Promise<number>): Promise<number> {
  const own = ({ api, events }: Host) => work({ api, on: events.on })
  return (await withHolder(options, work)) ?? withHost(options, own)
}

/** Looks at the host that holds the data folder, which knows what is stored nowhere; where none does, at what is stored. */
export async function withLiveHost(
  options: CommonOptions,
  work: (host: Pick<HostApi, 'queue' | 'runs'> | Pick<ReadingHost, 'queue' | 'runs'>) => Promise<void>,
): Promise<number> {
  const looked = await withHolder(options, async ({ api }) => {
    await work(api)
    return 0
  })
  return looked ?? withReadingHost(options, work)
}

/** Null where no host holds the data folder, or none that can be talked to. */
export async function withHolder(
  options: CommonOptions,
  work: (host: AnyHost) => Promise<number>,
): Promise<number | null> {
  const channel = await reachHolder(chooseDataFolder(options.dataDir))
  if (!channel) return null
  try {
    return await work(connect<HostApi, HostEvents>(channel))
  } catch (error) {
    throw toErrorData(error).code === 'disconnected' ? endedMeanwhile(error) : error
  } finally {
    channel.close()
  }
}

function endedMeanwhile(cause: unknown): SaccadeError {
  return new SaccadeError('disconnected', 'The Saccade that holds the data folder ended before it answered', {
    hint: 'Look whether it was done all the same, with `saccade runs` or `saccade queue`, and do it again if not.',
    cause,
  })
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
