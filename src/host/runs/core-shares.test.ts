import os from 'node:os'
import { expect, test } from 'vitest'
import { coresEach } from '../../shared/threads.ts'
import { configuration, create, ended, launcher, scripted } from '../fixtures/scripted-host.ts'

test.runIf(os.availableParallelism() > 1)(
  'a worker that answers questions gets the share of the cores that holds when it starts',
  async () => {
    const given: number[] = []
    const host = scripted.start({
      launcher: {
        launch(resources) {
          given.push(resources.cores)
          return launcher.launch(resources)
        },
      },
    })
    const [run = ''] = await create(host, configuration())
    await ended(host, run)
    await host.api.system.engine()
    await host.api.system.engine()
    await host.api.queue.set({ atOnce: 2 })
    await host.api.system.engine()
    await host.api.runs.translate({ run, checkpoint: 'last', lines: ['a'], attention: false })
    const [all, half] = [1, 2].map((atOnce) => coresEach(os.availableParallelism(), atOnce))
    expect(given).toEqual([all, all, half, half])
  },
)
