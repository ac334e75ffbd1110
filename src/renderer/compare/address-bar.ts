import { type ComputedRef, computed, onScopeDispose } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { BoardAddress } from '../../shared/board/address.ts'

/** The window's address as far as it is a board's. */
export interface AddressBar {
  /** False once another page is being opened. */
  readonly isHere: () => boolean
  /** Null where no board stands in it. */
  readonly now: ComputedRef<BoardAddress | null>
  /** Whether it came there by Back or Forward. */
  readonly walked: () => boolean
  write(address: BoardAddress, how: 'push' | 'replace'): Promise<void>
}

const PATH = '/compare'
/** What stands for no changes where there is no saved board either: an address of the empty board, not of none. */
const NOTHING = '{}'

export function useAddressBar(): AddressBar {
  const route = useRoute()
  const router = useRouter()
  let walked = false
  // A delta of 0 is an address that was typed or pasted, which the browser tells in the same way.
  onScopeDispose(router.options.history.listen((_to, _from, { delta }) => (walked = delta !== 0)))

  return {
    isHere: () => route.path === PATH,
    now: computed(() => {
      const { board, changes } = route.query
      if (route.path !== PATH || (typeof board !== 'string' && typeof changes !== 'string')) return null
      const text = typeof changes === 'string' ? changes : ''
      return { saved: typeof board === 'string' ? board : null, changes: text === NOTHING ? '' : text }
    }),
    walked: () => walked,
    async write({ saved, changes }, how) {
      walked = false
      const query = {
        ...(saved !== null && { board: saved }),
        ...((saved === null || changes !== '') && { changes: changes || NOTHING }),
      }
      await router[how]({ path: PATH, query })
    },
  }
}
