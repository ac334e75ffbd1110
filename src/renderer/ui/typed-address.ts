import { type Ref, ref, watch } from 'vue'
import { type LocationQueryValue, useRoute, useRouter } from 'vue-router'

export interface TypedAddress {
  readonly text: Ref<string>
  /** Puts another text in the place of what was typed: a step of the history of its own. */
  choose(text: string): void
}

/** A text that somebody types and that stands in the page's address, so that Back, a reload and a link show the same. */
export function useTypedAddress(name: string): TypedAddress {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const part = () => addressPart(route.query[name])
  const text = ref(part())

  // Letters typed one after the other are one step of the history, not one each.
  let typing: string | null = null
  let chosen: string | null = null
  watch(text, (now) => {
    if (now === part()) return
    const isChosen = now === chosen
    if (isChosen) typing = null
    const query = { ...route.query, [name]: now || undefined }
    const goes = typing !== null && typing === part() ? router.replace : router.push
    typing = isChosen ? null : now
    chosen = null
    void goes({ path: route.path, query })
  })
  watch(part, (there) => {
    // A page that is left keeps what it shows.
    if (route.path !== path || there === text.value || there === typing) return
    typing = null
    text.value = there
  })

  return {
    text,
    choose(now) {
      chosen = now
      text.value = now
    },
  }
}

/** The value of a part of an address; empty where it is not there. */
export function addressPart(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
