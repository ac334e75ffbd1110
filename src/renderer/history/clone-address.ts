import type { RouteLocationRaw } from 'vue-router'
import type { RunId } from '../../shared/contract/runs.ts'

/** Where a run is trained the same again, with something changed. */
export function cloneAddress(run: RunId): RouteLocationRaw {
  return { path: '/train', query: { from: run } }
}
