import { type InjectionKey, inject } from 'vue'
import type { HostClient } from './client.ts'

export const hostKey: InjectionKey<HostClient> = Symbol('host')

/** What the application provides under the key; that it does not is a mistake of ours. */
export function provided<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (value === undefined) throw new Error(`${String(key.description)} is not provided by the application`)
  return value
}

export const useHost = (): HostClient => provided(hostKey)
