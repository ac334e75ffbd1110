import { nextTick } from 'vue'
import { type Router, createRouter, createWebHashHistory } from 'vue-router'
import CompareView from '../compare/CompareView.vue'
import DataView from '../data/DataView.vue'
import QueueView from '../queue/QueueView.vue'
import RunView from '../run/RunView.vue'
import RunsView from '../runs/RunsView.vue'
import TrainView from '../train/TrainView.vue'
import StartView from './StartView.vue'

/** The page's heading gets the focus, so that it is read out and the next stop of the tab key is on the page. */
function focusPage(): void {
  const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  if (!target || document.querySelector('[role="dialog"]')?.contains(document.activeElement)) return
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus({ preventScroll: true })
}

/** Hash history, since the pages are files wherever they come from. Made after the token left the address. */
export function createPages(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', component: StartView },
      { path: '/data', component: DataView, meta: { title: 'Data' } },
      { path: '/train', component: TrainView, meta: { title: 'Train' } },
      { path: '/queue', component: QueueView, meta: { title: 'Queue' } },
      { path: '/runs', component: RunsView, meta: { title: 'Runs' } },
      { path: '/runs/:run', component: RunView, props: true, meta: { title: 'Run' } },
      { path: '/compare', component: CompareView, meta: { title: 'Compare' } },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })

  router.afterEach((to, from) => {
    document.title = typeof to.meta.title === 'string' ? `${to.meta.title} – Saccade` : 'Saccade'
    // A page that was gone to is where the keyboard is; the first one leaves the focus to the browser.
    if (from.matched.length > 0 && from.path !== '/' && to.path !== from.path) void nextTick(focusPage)
  })
  return router
}
