import { type InjectionKey, inject } from 'vue'

/** Whether the board is shown from a file: a report holds answers, and no models; nothing trains there and nothing is kept. */
export const inReportKey: InjectionKey<boolean> = Symbol('whether the board is shown from a file')
export const useInReport = (): boolean => inject(inReportKey, false)
