// Imports point one way only. The rule is written as data; see the table in CONTRIBUTING.md.
//   shared ← data, metrics ← worker          shared ← data, metrics ← host ← main | server | cli
//   shared ← renderer                        preload: channel names only
const LAYERS = ['shared', 'data', 'metrics', 'worker', 'host', 'main', 'preload', 'server', 'cli', 'renderer']

/** @type {Record<string, readonly string[]>} */
const MAY_IMPORT = {
  shared: [],
  data: ['shared'],
  metrics: ['shared', 'data'],
  worker: ['shared', 'data', 'metrics'],
  host: ['shared', 'data', 'metrics'],
  main: ['shared', 'data', 'metrics', 'host'],
  server: ['shared', 'data', 'metrics', 'host'],
  cli: ['shared', 'data', 'metrics', 'host', 'server'],
  renderer: ['shared'],
  preload: ['shared'],
}

// Packages that belong to one layer.
const PACKAGES = [
  {
    pattern: '^better-sqlite3',
    only: 'src/host/storage',
    because: 'only src/host/storage touches the database',
  },
  { pattern: '^@tensorflow/', only: 'src/worker', because: 'only src/worker computes' },
  {
    pattern: '^electron$',
    only: 'src/main or src/preload',
    because: 'the rest runs without Electron',
  },
  {
    pattern: '^(vue|vue-router|element-plus|chart\\.js)(/|$)',
    only: 'src/renderer',
    because: 'only the window draws',
  },
]

/** @type {Record<string, readonly string[]>} */
const PACKAGE_HOMES = {
  worker: ['^@tensorflow/'],
  main: ['^electron$'],
  preload: ['^electron$'],
  renderer: ['^(vue|vue-router|element-plus|chart\\.js)(/|$)'],
}

/**
 * @param {string} layer
 * @param {{ storage?: boolean }} [where]
 * @returns {['error', object]}
 */
function restriction(layer, { storage = false } = {}) {
  const allowed = MAY_IMPORT[layer] ?? []
  const forbidden = LAYERS.filter((other) => other !== layer && !allowed.includes(other))
  const patterns = [
    {
      regex: `^(\\.\\./)+(src/)?(${forbidden.join('|')})/`,
      message: `src/${layer} may import only ${['itself', ...allowed.map((name) => `src/${name}`)].join(', ')}.`,
    },
    ...PACKAGES.filter(({ pattern }) => {
      if (storage && pattern === '^better-sqlite3') return false
      return !PACKAGE_HOMES[layer]?.includes(pattern)
    }).map(({ pattern, only, because }) => ({
      regex: pattern,
      message: `Import this in ${only} only: ${because}.`,
    })),
  ]
  if (layer === 'preload') {
    patterns.push({
      regex: '^\\.\\./shared/(?!channels?\\b)',
      message: 'The preload knows the channel names and nothing else.',
    })
  }
  return ['error', { patterns }]
}

/** ESLint configurations, one a layer. */
export const layerRules = [
  ...LAYERS.map((layer) => ({
    files: [`src/${layer}/**/*.{ts,vue}`],
    // A test may put two layers together, which is what it tests.
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': restriction(layer) },
  })),
  {
    files: ['src/host/storage/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': restriction('host', { storage: true }) },
  },
]
