/** The code of each page, which comes when it is first wanted: by its name, a function that loads it. */
export const PAGE_CODE = {
  data: () => import('../data/DataView.vue'),
  import: () => import('../data/import/ImportView.vue'),
  dataset: () => import('../data/explore/DatasetPage.vue'),
  train: () => import('../train/TrainView.vue'),
  sweeps: () => import('../sweeps/SweepsView.vue'),
  newSweep: () => import('../sweeps/NewSweepView.vue'),
  sweep: () => import('../sweeps/SweepView.vue'),
  queue: () => import('../queue/QueueView.vue'),
  runs: () => import('../runs/RunsView.vue'),
  run: () => import('../run/RunView.vue'),
  compare: () => import('../compare/CompareView.vue'),
} as const

/** Of what can be opened from every page. */
export const DIALOG_CODE = {
  commands: () => import('./CommandPalette.vue'),
  keys: () => import('./HelpSheet.vue'),
  bundle: () => import('../history/BundleDialog.vue'),
} as const

/** The page that an address leads to, such as `#/runs?sort=seed`, by its name, with what stands behind a slash. */
function pageOf(hash: string): { readonly page: string; readonly rest: string | undefined } {
  const [, name = '', rest] = /^#\/([a-z]+)(?:\/([^?]+))?/.exec(hash) ?? []
  const inner: Readonly<Record<string, string>> = {
    runs: 'run',
    sweeps: rest === 'new' ? 'newSweep' : 'sweep',
    data: rest === 'import' ? rest : 'dataset',
  }
  return { page: rest === undefined ? name : (inner[name] ?? name), rest }
}

/** The loader of the page that an address leads to; undefined for one that leads elsewhere. */
export function codeOf(hash: string): (() => Promise<unknown>) | undefined {
  const { page } = pageOf(hash)
  return Object.entries(PAGE_CODE).find(([known]) => known === page)?.[1]
}

/** The sweep whose page an address leads to, such as `#/sweeps/s1`; null for one that leads elsewhere. */
export function sweepOf(hash: string): string | null {
  const { page, rest = null } = pageOf(hash)
  return page === 'sweep' ? rest : null
}

/** Milliseconds after the runs are there: the first page has been drawn by then. */
const QUIET = 400

/**
 * Loads the rest once nothing else is to be done, so that no page is waited for. What fails then is told of by whoever
 * needs it.
 */
export function loadWhenIdle(): void {
  const load = (): void => {
    for (const code of [...Object.values(PAGE_CODE), ...Object.values(DIALOG_CODE)]) code().catch(() => undefined)
  }
  setTimeout(() => requestIdleCallback(load, { timeout: QUIET }), QUIET)
}
