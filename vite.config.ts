import vue from '@vitejs/plugin-vue'
import { join } from 'node:path'
import { defineConfig } from 'vite'

const root = import.meta.dirname

// The window's pages. They run in Electron from files, and in any browser in served mode, under a Content Security
// Policy without inline scripts, inline styles or data URLs: so nothing is inlined here.
export default defineConfig({
  root: join(root, 'src/renderer'),
  base: './',
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
  build: {
    outDir: join(root, 'out/renderer'),
    emptyOutDir: true,
    target: 'chrome108',
    cssTarget: 'chrome108',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 1500,
  },
})
