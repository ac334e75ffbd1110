/** Typed calls, errors, aborts and events over any channel. */
export { connect, type CallOptions, type Connected, type Remote } from './connect.ts'
export { implement, type CallContext } from './contract.ts'
export { serve, type Served } from './serve.ts'
