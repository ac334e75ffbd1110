import { type ShallowRef, getCurrentScope, onScopeDispose, shallowRef, watch } from 'vue'
import type { z } from 'zod'

/**
 * A ref that is kept in the browser's local storage. What was stored is parsed with the schema, so an
 * older version's leftovers fall back to `fallback`; replace the value, do not mutate it. What holds
 * `everywhere` follows what other windows store, so that none overwrites it with what it read long ago.
 */
export function stored<T>(name: string, schema: z.ZodType<T>, fallback: T, { everywhere = false } = {}): ShallowRef<T> {
  const key = `saccade.${name}`
  const value = shallowRef<T>(read(key, schema) ?? fallback)
  if (everywhere) follow(key, () => (value.value = read(key, schema) ?? fallback))
  watch(value, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      // Storage may be full or forbidden; the setting then lasts as long as the page.
    }
  })
  return value
}

/** Hears of what other windows store, as long as the component is there that uses it. */
function follow(key: string, renew: () => void): void {
  if (typeof window === 'undefined') return
  const heard = (event: StorageEvent): void => {
    if (event.key === key || event.key === null) renew()
  }
  window.addEventListener('storage', heard)
  if (getCurrentScope()) onScopeDispose(() => window.removeEventListener('storage', heard))
}

function read<T>(key: string, schema: z.ZodType<T>): T | undefined {
  try {
    const text = localStorage.getItem(key)
    if (text === null) return undefined
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined // not JSON, or storage is forbidden: start with the fall-back
  }
}
