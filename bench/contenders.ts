// The processes that a case is measured in: one of eager, one of compiled steps, one of PyTorch.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { packageRoot } from '../scripts/setup/places.js'
import { workerEnvironment } from '../src/host/workers/environment.ts'
import { type Peer, startPeer } from './peer.ts'
import { loadedSchema } from './protocol.ts'

export interface Place {
  readonly device: 'cpu' | 'gpu'
  readonly python: string | null
}

/** A process with the environment of a worker and its engine loaded; `env` is laid over it. */
export async function startSaccade(name: string, { device }: Place, env: Record<string, string> = {}) {
  const environment = workerEnvironment({ cores: availableParallelism(), device })
  const side = join(packageRoot, 'bench', 'side.ts')
  const peer = startPeer(name, process.execPath, [side], { ...environment, ...env })
  const engine = await peer.ask({ do: 'load', device }, loadedSchema)
  return { peer, engine }
}

export function startPytorch({ python }: Place): Peer | null {
  return python === null ? null : startPeer('PyTorch', python, [join(packageRoot, 'bench', 'pytorch_peer.py')], {})
}
