import type { RunSummary } from '../../shared/contract/runs.ts'

/** A finished run with a score of its own. */
export function madeRun(run: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    run,
    name: run,
    preset: 'luong-dot',
    dataName: 'reverse 3–10',
    seed: 1,
    settings: {},
    state: 'finished',
    reason: '',
    created: 0,
    sequence: 1,
    updated: 0,
    step: 100,
    steps: 100,
    parameters: null,
    device: null,
    latest: {},
    best: null,
    progress: null,
    keepsPlace: false,
    queuePosition: null,
    starred: false,
    archived: false,
    tags: [],
    note: '',
    colour: null,
    ...more,
  }
}
