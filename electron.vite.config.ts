// How Saccade is built: main process, host, worker and command line as entries of one build, the preload, the pages.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import type { InlineConfig } from 'vite'
import { join } from 'node:path'
import process from 'node:process'
import { developmentPages } from './scripts/dev/pages.ts'

const source = (path: string): string => join(import.meta.dirname, 'src', path)

/** What the pages are served with under its own name. */
const PUBLIC = join(import.meta.dirname, 'resources', 'public')

// The Electron that the end-to-end tests drive is the oldest that must run all this: 22, with Node 16 and Chrome 108.
const NODE = 'node16.17'
const CHROME = 'chrome108'

// Native modules, and tfjs, of which there must be one copy in a process.
const EXTERNAL = ['better-sqlite3', /^@tensorflow\//]

/**
 * Each page is read when it is wanted (src/renderer/app/page-code.ts). What several pages need is put together: dozens of
 * small files take longer to ask for than to read. The policy against code made at run time comes with zod, before
 * whatever makes a schema.
 */
const CHUNKS = [
  { name: 'base', test: /node_modules\/(@?vue|vue-router|zod|msgpackr)\/|renderer\/app\/no-eval/, priority: 3 },
  {
    name: 'controls',
    test: /node_modules\/(@?element-plus|@floating-ui|@popperjs|@vueuse|lodash).*\.m?js$/,
    priority: 2,
  },
  { name: 'common', test: /src\//, minShareCount: 3, priority: 1 },
]

const node = {
  target: NODE,
  externalizeDeps: false, // all but EXTERNAL is bundled: the package carries no further node_modules
  sourcemap: true,
} as const
const output = {
  format: 'cjs',
  strict: true,
  keepNames: true,
  sourcemapExcludeSources: true,
  comments: { legal: true },
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
} as const

const targets = {
  main: {
    publicDir: PUBLIC, // other pictures are copied beside the programs that name them
    build: {
      ...node,
      rolldownOptions: {
        input: {
          main: source('main/main.ts'),
          host: source('host/entry.ts'),
          worker: source('worker/entry.ts'),
          'data-thread': source('host/datasets/thread/entry.ts'),
          cli: source('cli/main.ts'),
          query: source('cli/query/entry.ts'),
          setup: join(import.meta.dirname, 'scripts', 'setup', 'utility.js'),
        },
        external: EXTERNAL,
        output,
      },
    },
  },
  // One entry, so one file: in the window's sandbox nothing but Electron can be required.
  preload: { build: { ...node, rolldownOptions: { input: { preload: source('preload/preload.ts') }, output } } },
  // The pages run in the window and in any browser, under a Content Security Policy without inline scripts, inline
  // styles or data URLs: so nothing is inlined.
  renderer: {
    root: source('renderer'),
    publicDir: PUBLIC,
    plugins: [vue(), developmentPages()],
    define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
    build: {
      target: CHROME,
      cssTarget: CHROME,
      minify: true,
      assetsInlineLimit: 0,
      sourcemap: true,
      chunkSizeWarningLimit: 1500,
      rolldownOptions: {
        input: [source('renderer/index.html'), source('renderer/preparation.html')],
        output: { codeSplitting: { groups: CHUNKS } },
      },
    },
  },
}

/**
 * What a report holds beside its data: the board's components as one program and one style sheet, which the host puts into a page.
 * electron-vite knows one build of pages, so scripts/build/run.ts asks vite itself for this one.
 */
export const reportBuild = (outDir: string): InlineConfig => ({
  configFile: false,
  root: source('renderer'),
  publicDir: false,
  plugins: [vue()],
  define: { ...targets.renderer.define, 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: true,
    target: CHROME,
    cssTarget: CHROME,
    minify: true,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    chunkSizeWarningLimit: 3000,
    modulePreload: false,
    rolldownOptions: {
      input: { report: source('renderer/app/report/main.ts') },
      // It goes to others without the notices that come with Saccade.
      output: {
        codeSplitting: false,
        comments: { legal: true },
        entryFileNames: '[name].js',
        assetFileNames: 'report[extname]',
      },
    },
  },
})

/** `SACCADE_BUILD` names the parts that are stale: `node`, which is main and preload, and `renderer`. */
export default defineConfig(() => {
  const parts = (process.env.SACCADE_BUILD ?? 'node renderer').split(' ')
  const { main, preload, renderer } = targets
  return { ...(parts.includes('node') && { main, preload }), ...(parts.includes('renderer') && { renderer }) }
})
