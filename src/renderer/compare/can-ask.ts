import { type InjectionKey, inject } from 'vue'

/** Whether models can be asked about other sentences than the watched ones: a report holds answers, and no models. */
export const canAskKey: InjectionKey<boolean> = Symbol('whether models can be asked')
export const useCanAsk = (): boolean => inject(canAskKey, true)
