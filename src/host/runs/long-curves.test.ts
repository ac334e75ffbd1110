import { expect, test } from 'vitest'
import type { HostApi } from '../../shared/contract/host.ts'
import { MOST_MEDIAN } from '../../shared/contract/curves.ts'
import { memoryPair } from '../../shared/rpc/memory-channel.ts'
import { connect, serve } from '../../shared/rpc/rpc.ts'
import { configuration, create, scripted } from '../fixtures/scripted-host.ts'
import { layOut } from '../folder/data-folder.ts'
import { openDatabase } from '../storage/database.ts'
import { insertMetrics } from '../storage/metrics.ts'

const METRICS = ['train/loss', 'train/gradient_norm', 'train/learning_rate', 'valid/loss'] as const
const LENGTH = 40_000

test('others are answered while long curves are smoothed', async () => {
  const host = scripted.start({ startQueued: false })
  const [run = ''] = await create(host, configuration())
  const database = openDatabase(layOut(scripted.dataFolder).database)
  const rows = Array.from({ length: LENGTH }, (_, step) => ({
    step,
    metrics: Object.fromEntries(METRICS.map((metric) => [metric, Math.sin(step * step)])),
  }))
  insertMetrics(database, run, rows)
  database.close()
  const [ours, theirs] = memoryPair()
  serve(ours, host.api)
  const { api } = connect<HostApi>(theirs)
  const wanted = METRICS.map((metric) => ({ metric, smoothing: { kind: 'median' as const, window: MOST_MEDIAN } }))
  const request = { runs: [run], wanted, axis: 'step' as const, points: 100 }
  const answered: string[] = []
  const note = (name: string) => () => void answered.push(name)
  await Promise.all([api.runs.curves(request).then(note('curves')), api.runs.list().then(note('list'))])
  expect(answered).toEqual(['list', 'curves'])
})
