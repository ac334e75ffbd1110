import type { CallContext } from '../../shared/rpc/contract.ts'

export interface GatherContext extends CallContext {
  /** Hears how far it is; a total of 0 is one that nobody knows. @throws aborted where it was given up meanwhile */
  readonly tell: (text: string, done: number, total: number) => void
}
