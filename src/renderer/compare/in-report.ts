import { type InjectionKey, inject } from 'vue'

/** The board is shown from a file: that holds answers and no models, nothing trains there, and nothing is kept. */
export interface InReport {
  /** Why a panel cannot be shown, by its id, with what to do to see it. */
  readonly absent: ReadonlyMap<string, string>
}

export const inReportKey: InjectionKey<InReport> = Symbol('a board shown from a file')
/** Null in a window. */
export const useInReport = (): InReport | null => inject(inReportKey, null)
