// npm run dev: served mode that follows the sources. Bundles and pages are rebuilt as files change, the server is
// started anew when its bundle did, and the browser is reloaded by hand.
import { context } from 'esbuild'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { build as viteBuild } from 'vite'
import { bundleOptions, presentBundles } from './build/bundles.ts'
import { packageRoot } from './setup/places.js'
import { prepare } from './setup/prepare.js'

const node = await prepare({ parts: [] })
const out = join(packageRoot, 'out')
let server: ChildProcess | undefined

function restart(): void {
  server?.kill('SIGTERM')
  server = spawn(node, ['--enable-source-maps', join(out, 'cli.cjs'), 'serve', ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
}

await viteBuild({
  configFile: join(packageRoot, 'vite.config.ts'),
  build: { watch: {}, minify: false, emptyOutDir: true },
})
for (const bundle of presentBundles().present) {
  const options = bundleOptions(bundle, out)
  const watching = await context({
    ...options,
    plugins: [
      {
        name: 'restart',
        setup(build) {
          build.onEnd(({ errors }) => {
            if (bundle.output === 'cli.cjs' && errors.length === 0) restart()
          })
        },
      },
    ],
  })
  await watching.watch()
}
