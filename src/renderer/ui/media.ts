import { type Ref, onScopeDispose, ref } from 'vue'

/** Whether a media query fits, now and whenever that changes. */
export function useMedia(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query)
  const fits = ref(list.matches)
  const update = () => (fits.value = list.matches)
  list.addEventListener('change', update)
  onScopeDispose(() => list.removeEventListener('change', update))
  return fits
}
