/** A host whose workers are the real ones, and small runs trained by it, for tests of what is asked of them. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Host, type HostOptions, createHost } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import type { JsonObject } from '../../src/shared/config/assign.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import type { RunId } from '../../src/shared/contract/runs.ts'
import { hasEnded } from '../../src/shared/run-state.ts'
import { WORKER } from './worker.ts'

const SMALL = [
  ...['encoder', 'decoder'].flatMap((side) => [
    `model.${side}.hidden=8`,
    `model.${side}.embedding=6`,
    `model.${side}.layers=1`,
  ]),
  'model.attention.size=8',
  'data.source.trainPairs=80',
  'data.source.validPairs=12',
  'data.source.maximumLength=5',
  'data.source.minimumLength=2',
  'data.source.symbols=6',
  'training.steps=20',
  'training.batchSize=8',
  'training.earlyStopping={"metric":"valid/loss","goal":null}',
  'evaluation.every=5',
  'evaluation.watched={"count":2,"firstStep":5,"growth":1.4}',
  'engine.compile=never',
]

/** A model so small that it trains within a second; `assignments` go on top. */
export function smallConfiguration(preset: string, ...assignments: string[]): JsonObject {
  return composeConfiguration({
    preset,
    source: { kind: 'task', task: 'reverse' },
    assignments: [...SMALL, ...assignments],
    seed: 3,
  })
}

export function startHost(dataFolder: string, options: Partial<HostOptions> = {}): Host {
  return createHost({
    dataFolder,
    launcher: forkLauncher({ entry: WORKER }),
    mode: 'served',
    concurrency: 1,
    ...options,
  })
}

export function temporaryDataFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-trained-'))
}

/** Trains them to their ends. @throws where one does not finish */
export async function trainAll(host: Host, ...configurations: JsonObject[]): Promise<RunId[]> {
  const { runs } = await host.api.runs.create({ configurations })
  for (const run of runs) await ended(host, run)
  return [...runs]
}

async function ended(host: Host, run: RunId): Promise<void> {
  const end = await new Promise<{ state: string; reason: string }>((resolve, reject) => {
    host.events.on('runs', ({ runs }) => {
      const summary = runs.find((one) => one.run === run && hasEnded(one.state))
      if (summary) resolve(summary)
    })
    host.api.runs.get({ run }).then((now) => {
      if (hasEnded(now.state)) resolve(now)
    }, reject)
  })
  if (end.state !== 'finished') throw new Error(`${run} ${end.state}: ${end.reason}`)
}
