import './no-eval.ts'
import { openHost } from '../client/open-host.ts'
import { createRunStore } from '../history/run-store.ts'
import { createSweepStore } from '../history/sweep-store.ts'
import { codeOf, sweepOf } from './page-code.ts'
import './styles/index.ts'

// What takes long begins first and side by side: a sweep that is to be shown, and the runs, are on their way while the
// code of the application and of the page that is wanted is read. The token in the address's fragment is taken out before anything else reads that.
const host = openHost()
const sweeps = createSweepStore(host, sweepOf(location.hash))
const runs = createRunStore(host)
void codeOf(location.hash)?.().catch(() => undefined) // told of by the router, which asks for it too
try {
  const { start } = await import('./start.ts')
  start(host, { runs, sweeps })
} catch (error) {
  sayUnstarted()
  throw error
}

/** There is no application yet that could say it. */
function sayUnstarted(): void {
  const [said, again] = [document.createElement('p'), document.createElement('button')]
  said.textContent = 'Saccade could not be loaded whole: it was updated meanwhile, or the connection broke off. '
  said.className = 'unstarted'
  said.role = 'alert'
  again.className = 'button'
  again.textContent = 'Reload'
  again.onclick = () => location.reload()
  said.append(again)
  document.querySelector('#app')?.replaceChildren(said)
}
