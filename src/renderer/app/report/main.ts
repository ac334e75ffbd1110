import '../no-eval.ts'
import { type FunctionalComponent, createApp, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { REPORT_ELEMENT } from '../../../shared/report/report-data.ts'
import { hostKey } from '../../client/inject.ts'
import { createStaticClient } from '../../client/static.ts'
import { createAnswerStore } from '../../history/answer-store.ts'
import { answerStoreKey, runStoreKey, snapshotStoreKey } from '../../history/inject.ts'
import { createRunStore } from '../../history/run-store.ts'
import { createSnapshotStore } from '../../history/snapshot-store.ts'
import { useTheme } from '../../ui/theme.ts'
import '../styles/index.ts'
import ReportView from './ReportView.vue'
import { readReportData } from './read-data.ts'

/** There are no other pages here: what leads to one in the window is a link to nowhere. */
const NoLink: FunctionalComponent = (_props, { slots }) => h('a', slots.default?.())

async function start(): Promise<void> {
  const data = await readReportData(document.getElementById(REPORT_ELEMENT)?.textContent ?? '')
  const host = createStaticClient(data)
  useTheme()
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: ReportView }] })
  router.beforeEach((to) => to.path === '/') // the only page
  const app = createApp(ReportView, { data })
    .provide(hostKey, host)
    .provide(runStoreKey, createRunStore(host))
    .provide(snapshotStoreKey, createSnapshotStore(host))
    .provide(answerStoreKey, createAnswerStore(host))
    .use(router)
  app.component('RouterLink', NoLink)
  app.mount('#app')
}

start().catch((error: unknown) => {
  const said = document.createElement('p')
  said.role = 'alert'
  said.textContent = `This report cannot be shown: the file is damaged, or this browser is older than 2023. (${String(error)})`
  document.querySelector('#app')?.replaceChildren(said)
})
