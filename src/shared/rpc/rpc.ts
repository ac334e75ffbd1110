/** Typed calls, errors, aborts and events over any channel. */
export { connect, type CallOptions, type Connected, type Remote } from './connect.ts'
export { serve, type CallContext, type Handlers, type Served } from './serve.ts'
