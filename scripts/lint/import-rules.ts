// What may import what, as data for dependency-cruiser: `npm run check` and import-rules.test.ts hold it.
// The tables stand in words in docs/architecture.md and CONTRIBUTING.md.
import type { IConfiguration, IRegularForbiddenRuleType } from 'dependency-cruiser'

type Rooms = Readonly<Record<string, readonly string[]>>

/** Layers, the folders of src/. Imports point one way only. */
const LAYERS: Rooms = {
  shared: [],
  data: ['shared'],
  metrics: ['shared'],
  worker: ['shared', 'data', 'metrics'],
  host: ['shared', 'data', 'metrics'],
  main: ['shared', 'data', 'metrics', 'host'],
  server: ['shared', 'data', 'metrics', 'host'],
  cli: ['shared', 'data', 'metrics', 'host', 'server'],
  // What a report works out, it works out in the page.
  renderer: ['shared', 'metrics'],
  preload: ['shared'],
}

/**
 * Rooms of the host: one a feature. What lies beside the rooms puts them together and may import all of them; of it
 * a room may import only HOST_COMMON.
 */
const HOST_ROOMS: Rooms = {
  storage: [],
  workers: [],
  folder: ['storage'],
  datasets: ['folder', 'storage'],
  scores: ['storage'],
  boards: ['folder', 'storage'],
  runs: ['folder', 'storage', 'workers', 'datasets', 'scores'],
  sweeps: ['folder', 'storage', 'workers', 'runs'],
  translation: ['storage', 'workers', 'runs'],
  outputs: ['storage', 'datasets', 'runs'],
  comparison: ['storage', 'runs', 'outputs'],
  emergence: ['storage'],
  report: ['storage'],
  bundles: ['folder', 'storage', 'runs'],
  cluster: ['folder', 'storage', 'runs', 'sweeps'],
  export: ['folder', 'storage', 'runs', 'translation'],
  example: ['storage', 'runs'],
  rescue: ['folder', 'storage', 'runs'],
  desktop: ['workers'],
}
const HOST_COMMON = ['^src/host/(events|mode|tasks|version)\\.ts$']

/** What every page of the window may use. */
const COMMON = ['client', 'ui', 'settings', 'history', 'maps', 'curves', 'plots']

/** Rooms of the window: the common ones, and one a page. Only `app` puts pages together. */
const WINDOW_ROOMS: Rooms = {
  client: [],
  ui: ['client'],
  settings: ['client', 'ui'],
  history: ['client', 'ui'],
  maps: ['client', 'ui'],
  curves: ['client', 'ui', 'history'],
  plots: ['client', 'ui'],
  data: COMMON,
  train: COMMON,
  sweeps: COMMON,
  queue: COMMON,
  runs: COMMON,
  run: COMMON,
  compare: COMMON,
}

/** Packages that belong to one place, and why. */
const PACKAGES = [
  { name: 'better-sqlite3', home: 'src/host/storage', because: 'only src/host/storage touches the database' },
  { name: '@tensorflow', home: 'src/worker', because: 'only src/worker computes' },
  { name: 'electron', home: 'src/(main|preload)', because: 'the rest runs without Electron' },
  { name: '(vue|vue-router|element-plus|chart\\.js)', home: 'src/renderer', because: 'only the window draws' },
]

// A test may put two layers or rooms together, which is what it tests; so may what several tests share.
const TESTS = ['\\.test\\.ts$', '/fixtures/', 'test-support\\.ts$']

/** One rule a room: it may import itself, what the table allows, and the named files beside the rooms. */
function roomRules(folder: string, rooms: Rooms, common: readonly string[] = []): IRegularForbiddenRuleType[] {
  return Object.entries(rooms).map(([room, allowed]) => ({
    name: `${folder}/${room}`,
    comment: `${folder}/${room} may import only ${['itself', ...allowed].join(', ')} of ${folder}.`,
    severity: 'error',
    from: { path: `^${folder}/${room}/`, pathNot: TESTS },
    to: {
      path: `^${folder}/`,
      pathNot: [...[room, ...allowed].map((name) => `^${folder}/${name}/`), ...common],
    },
  }))
}

const forbidden: IRegularForbiddenRuleType[] = [
  {
    name: 'no-circle',
    comment: 'Files that import each other in a circle can be read, moved and tested only together.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  ...roomRules('src', LAYERS),
  {
    name: 'preload',
    comment: 'The preload knows the channel names and nothing else.',
    severity: 'error',
    from: { path: '^src/preload/', pathNot: TESTS },
    to: { path: '^src/(?!preload/)', pathNot: '^src/shared/channels\\.ts$' },
  },
  ...roomRules('src/host', HOST_ROOMS, HOST_COMMON),
  ...roomRules('src/renderer', WINDOW_ROOMS),
  {
    name: 'panel',
    comment: 'A panel reaches into no other panel: what they share is the board and its cursor.',
    severity: 'error',
    from: { path: '^src/renderer/compare/panels/([^/]+)/', pathNot: TESTS },
    to: { path: '^src/renderer/compare/panels/[^/]+/', pathNot: '^src/renderer/compare/panels/$1/' },
  },
  ...PACKAGES.map(({ name, home, because }): IRegularForbiddenRuleType => ({
    name: `package ${name}`,
    comment: `Import this in ${home} only: ${because}.`,
    severity: 'error',
    from: { path: '^src/', pathNot: [`^${home}/`, ...TESTS] },
    to: { path: `(^|node_modules/)${name}(/|$)`, pathNot: '^src/' },
  })),
]

export const importRules: IConfiguration = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true, // types bind files to each other as values do
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.js', '.json'] },
  },
}
