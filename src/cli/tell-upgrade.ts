import { printError } from './output.ts'

const PACE = 1000

/** Says on standard error that an older history is being brought up to date, and now and then how far it is. */
export function createUpgradeTeller(): (what: string) => void {
  let last = -Infinity
  return (what) => {
    if (performance.now() - last < PACE) return
    last = performance.now()
    printError(`… bringing the history up to date: ${what}`)
  }
}
