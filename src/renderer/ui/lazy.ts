import { type AsyncComponentLoader, type Component, type ShallowRef, defineAsyncComponent, shallowRef } from 'vue'

const lost = shallowRef('')

/** What says that code of the window could not be loaded; empty while all of it could. */
export const useLostCode = (): Readonly<ShallowRef<string>> => lost

/** Tells that something is missing, such as “This page”. A browser does not ask for it again until it is loaded anew. */
export function loseCode(what: string): void {
  lost.value = `${what} could not be loaded`
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
