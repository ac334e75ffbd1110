import { type Router, createRouter, createWebHashHistory } from 'vue-router'
import CompareView from './views/CompareView.vue'
import DataView from './views/DataView.vue'
import RunView from './views/RunView.vue'
import RunsView from './views/RunsView.vue'
import TrainView from './views/TrainView.vue'

/** Hash history, since the pages are files wherever they come from. Made after the token left the address. */
export function createPages(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/compare' },
      { path: '/data', component: DataView, meta: { title: 'Data' } },
      { path: '/train', component: TrainView, meta: { title: 'Train' } },
      { path: '/runs', component: RunsView, meta: { title: 'Runs' } },
      { path: '/runs/:run', component: RunView, props: true, meta: { title: 'Run' } },
      { path: '/compare', component: CompareView, meta: { title: 'Compare' } },
      { path: '/:rest(.*)', redirect: '/compare' },
    ],
  })

  router.afterEach((to) => {
    document.title = typeof to.meta.title === 'string' ? `${to.meta.title} – Saccade` : 'Saccade'
  })
  return router
}
