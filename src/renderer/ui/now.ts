import { type Ref, onScopeDispose, ref } from 'vue'

/** The time in milliseconds, renewed twice a minute, for texts such as “5 min ago”. */
export function useNow(): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 30_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}
