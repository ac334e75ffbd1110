import { createApp, watch } from 'vue'
import App from './App.vue'
import type { HostClient } from '../client/client.ts'
import { hostKey } from '../client/inject.ts'
import { answerStoreKey, queueStoreKey, runStoreKey, snapshotStoreKey, sweepStoreKey } from '../history/inject.ts'
import { createAnswerStore } from '../history/answer-store.ts'
import { createQueueStore } from '../history/queue-store.ts'
import type { RunStore } from '../history/run-store.ts'
import type { SweepStore } from '../history/sweep-store.ts'
import { createSnapshotStore } from '../history/snapshot-store.ts'
import { useTheme } from '../ui/theme.ts'
import { loadWhenIdle } from './page-code.ts'
import { createPages } from './router.ts'

/** Puts the application onto the page. */
export function start(
  host: HostClient,
  { runs, sweeps }: { readonly runs: RunStore; readonly sweeps: SweepStore },
): void {
  useTheme()
  createApp(App)
    .provide(hostKey, host)
    .provide(runStoreKey, runs)
    .provide(queueStoreKey, createQueueStore(host))
    .provide(sweepStoreKey, sweeps)
    .provide(snapshotStoreKey, createSnapshotStore(host))
    .provide(answerStoreKey, createAnswerStore(host))
    .use(createPages(() => host.connection.value.status === 'connected'))
    .mount('#app')
  watch(runs.loaded, loadWhenIdle, { once: true, immediate: runs.loaded.value })
}
