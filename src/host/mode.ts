import type { SystemInfo } from '../shared/contract/host.ts'

/** Which way in the host serves. */
export type HostMode = SystemInfo['mode']
