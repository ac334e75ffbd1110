import './no-eval.ts'
import { createApp } from 'vue'
import App from './App.vue'
import { openHost } from '../client/open-host.ts'
import { createAnswerStore } from '../history/answer-store.ts'
import { answerStoreKey, queueStoreKey, runStoreKey, snapshotStoreKey } from '../history/inject.ts'
import { hostKey } from '../client/inject.ts'
import { createQueueStore } from '../history/queue-store.ts'
import { createRunStore } from '../history/run-store.ts'
import { createSnapshotStore } from '../history/snapshot-store.ts'
import { useTheme } from '../ui/theme.ts'
import { createPages } from './router.ts'
import './styles/index.ts'

useTheme()

// Before the router is made, which rewrites the address: the token in its fragment is taken out first.
const host = openHost()

createApp(App)
  .provide(hostKey, host)
  .provide(runStoreKey, createRunStore(host))
  .provide(queueStoreKey, createQueueStore(host))
  .provide(snapshotStoreKey, createSnapshotStore(host))
  .provide(answerStoreKey, createAnswerStore(host))
  .use(createPages())
  .mount('#app')
