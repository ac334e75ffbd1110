import './no-eval.ts'
import { openHost } from '../client/open-host.ts'
import { createRunStore } from '../history/run-store.ts'
import { codeOf } from './page-code.ts'
import './styles/index.ts'

// What takes long begins first and side by side: the runs are on their way while the code of the application and of
// the page that is wanted is read. The token in the address's fragment is taken out before anything else reads that.
const host = openHost()
const runs = createRunStore(host)
void codeOf(location.hash)?.().catch(() => undefined) // told of by the router, which asks for it too
const { start } = await import('./start.ts')
start(host, runs)
