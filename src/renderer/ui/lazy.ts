import { type AsyncComponentLoader, type Component, type ShallowRef, defineAsyncComponent, shallowRef } from 'vue'

interface LostCode {
  /** Such as “This page”. */
  readonly what: string
  /** The address of a page; empty for what is on one. */
  readonly page: string
}

const lost = shallowRef<LostCode | null>(null)

/** Code of the window that could not be loaded; null while all of it could. */
export const useLostCode = (): Readonly<ShallowRef<LostCode | null>> => lost

/** Tells that something is missing. A browser does not ask for it again until it is loaded anew. */
export function loseCode(what: string, page = ''): void {
  lost.value = { what, page }
}

/** A page that was missing has come, or another was gone to. */
export function findCode(): void {
  if (lost.value?.page) lost.value = null
}

/** A component whose code comes when it is first wanted; where it does not come the window says so, and shows `instead`. */
export function lazyComponent<Made extends Component>(
  what: string,
  loader: AsyncComponentLoader<Made>,
  instead?: Component,
): Made {
  return defineAsyncComponent({
    loader,
    ...(instead ? { errorComponent: instead } : {}),
    onError(_error, _retry, fail) {
      loseCode(what)
      fail()
    },
  })
}
