import { type ComputedRef, type ShallowRef, computed, shallowRef, watchEffect } from 'vue'
import { z } from 'zod'
import type { Theme } from '../../shared/attention/colours.ts'
import { useOnPaper } from './paper.ts'
import { stored } from './stored.ts'

export const THEME_CHOICES = [
  { value: 'auto', text: 'System', about: 'Colours of the system' },
  { value: 'light', text: 'Light', about: 'Light' },
  { value: 'dark', text: 'Dark', about: 'Dark' },
] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]['value']

export interface ThemeState {
  readonly choice: ShallowRef<ThemeChoice>
  /** What `auto` comes to now. */
  readonly theme: ComputedRef<Theme>
}

let state: ThemeState | undefined

/** The look of the page, one for the whole page: the choice is kept, `auto` follows the system; paper is light. */
export function useTheme(): ThemeState {
  state ??= createTheme()
  return state
}

function createTheme(): ThemeState {
  const choice = stored<ThemeChoice>('theme', z.enum(THEME_CHOICES.map(({ value }) => value)), 'auto')
  const query = matchMedia('(prefers-color-scheme: dark)')
  const systemDark = shallowRef(query.matches)
  query.addEventListener('change', (event) => (systemDark.value = event.matches))
  const onPaper = useOnPaper()
  const theme = computed<Theme>(() => {
    if (onPaper.value) return 'light'
    return choice.value === 'auto' ? (systemDark.value ? 'dark' : 'light') : choice.value
  })
  // At once: what is drawn asks the page for its colours.
  watchEffect(() => (document.documentElement.dataset.theme = theme.value), { flush: 'sync' })
  return { choice, theme }
}
