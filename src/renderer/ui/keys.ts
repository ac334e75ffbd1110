import { z } from 'zod'
import type { Command } from './commands.ts'
import { canRun } from './commands.ts'
import { stored } from './stored.ts'

/** What of a keyboard event says which key it is. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Keys without Ctrl or Cmd can be turned off, since those who speak to their computer would press them unawares. */
export const plainKeys = stored('keys.plain', z.boolean(), true, { everywhere: true })

/** The keys of a sequence may lie so far apart, in milliseconds. */
const PATIENCE = 1200

/** A key as commands write it: `?`, `G`, `Mod+K`, `Shift+Enter`; of characters the shift is in the character. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const isCharacter = Array.from(key).length === 1
  const parts = [
    ...(ctrlKey || metaKey ? ['Mod'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && !isCharacter ? ['Shift'] : []),
    isCharacter ? key.toUpperCase() : key,
  ]
  return parts.join('+')
}

/** Follows key presses, and gives the command that the newest one completes. */
export function createKeyFollower(now: () => number) {
  let pressed = ''
  let last = -Infinity
  return (press: KeyPress, commands: readonly Command[], plain: boolean): Command | undefined => {
    const name = keyName(press)
    const sequence = now() - last <= PATIENCE && pressed !== '' ? `${pressed} ${name}` : name
    const able = commands.filter((command) => canRun(command) && command.keys)
    const isPlain = !name.includes('Mod+') && !name.includes('Alt+')
    if (isPlain && !plain) return undefined
    for (const keys of new Set([sequence, name])) {
      const found = able.find((command) => command.keys?.includes(keys))
      if (found) {
        pressed = ''
        return found
      }
      if (able.some((command) => command.keys?.some((one) => one.startsWith(`${keys} `)))) {
        pressed = keys
        last = now()
        return undefined
      }
    }
    pressed = ''
    return undefined
  }
}

/** Keys as people read them: `Ctrl`, or `⌘` on a Mac, and arrows as arrows. */
export function keyText(keys: string, mac: boolean): string[] {
  const names: Readonly<Record<string, string>> = {
    Mod: mac ? '⌘' : 'Ctrl',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
  }
  return keys.split(' ').map((key) =>
    key
      .split(/(?<=.)\+/)
      .map((part) => names[part] ?? part)
      .join(mac ? ' ' : '+'),
  )
}

/** Whether a key typed there is text. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('textarea, select')) return true
  const { type } = target as Partial<HTMLInputElement>
  return target.matches('input') && !['checkbox', 'radio', 'range', 'button', 'file'].includes(type ?? '')
}
