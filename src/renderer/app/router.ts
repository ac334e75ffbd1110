import { type Router, createRouter, createWebHashHistory } from 'vue-router'
import CompareView from '../compare/CompareView.vue'
import DataView from '../data/DataView.vue'
import QueueView from '../queue/QueueView.vue'
import RunView from '../run/RunView.vue'
import RunsView from '../runs/RunsView.vue'
import TrainView from '../train/TrainView.vue'
import StartView from './StartView.vue'

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

  router.afterEach((to) => {
    document.title = typeof to.meta.title === 'string' ? `${to.meta.title} – Saccade` : 'Saccade'
  })
  return router
}
