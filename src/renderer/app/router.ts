import { nextTick } from 'vue'
import { type Router, createRouter, createWebHashHistory } from 'vue-router'
import { findCode, loseCode } from '../ui/lazy.ts'
import StartView from './StartView.vue'
import { PAGE_CODE } from './page-code.ts'

/** The page's heading gets the focus, so that it is read out and the next stop of the tab key is on the page. */
function focusPage(): void {
  const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
  if (!target || document.querySelector('[role="dialog"]')?.contains(document.activeElement)) return
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus({ preventScroll: true })
}

/**
 * Hash history, since the pages are files wherever they come from. Made after the token left the address.
 * @param isThere whether the host is, from which a served window has its pages
 */
export function createPages(isThere: () => boolean): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', component: StartView },
      { path: '/data', component: PAGE_CODE.data, meta: { title: 'Data' } },
      { path: '/data/import', component: PAGE_CODE.import, meta: { title: 'Import' } },
      { path: '/data/:dataset', component: PAGE_CODE.dataset, props: true, meta: { title: 'Dataset' } },
      { path: '/train', component: PAGE_CODE.train, meta: { title: 'Train' } },
      { path: '/sweeps', component: PAGE_CODE.sweeps, meta: { title: 'Sweeps' } },
      { path: '/sweeps/new', component: PAGE_CODE.newSweep, meta: { title: 'New sweep' } },
      { path: '/sweeps/:sweep', component: PAGE_CODE.sweep, props: true, meta: { title: 'Sweep' } },
      { path: '/queue', component: PAGE_CODE.queue, meta: { title: 'Queue' } },
      { path: '/runs', component: PAGE_CODE.runs, meta: { title: 'Runs' } },
      { path: '/runs/:run', component: PAGE_CODE.run, props: true, meta: { title: 'Run' } },
      { path: '/compare', component: PAGE_CODE.compare, meta: { title: 'Compare' } },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })

  // Gone where a newer version was put in place of the one that is open: that is then loaded, once. Without a host there is
  // nothing to load, and what the window holds would be lost.
  router.onError((_, to, from) => {
    if (from.matched.length > 0 && isThere()) reloadAt(to.fullPath)
    else loseCode('This page', to.fullPath)
  })
  router.afterEach((to, from) => {
    findCode()
    document.title = typeof to.meta.title === 'string' ? `${to.meta.title} – Saccade` : 'Saccade'
    // A page that was gone to is where the keyboard is; the first one leaves the focus to the browser.
    if (from.matched.length > 0 && from.path !== '/' && to.path !== from.path) void nextTick(focusPage)
  })
  return router
}

export function reloadAt(path: string): void {
  location.hash = path
  location.reload()
}
