import type { InjectionKey } from 'vue'

/** Whether menus of fields lie at the end of the page; in a popover they stay within, lest a choice there closes it. */
export const menusApartKey: InjectionKey<boolean> = Symbol('menus apart')
