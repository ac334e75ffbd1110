import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** Opens an address in the user's browser, if this system has a way to. Returns false where it has none. */
export function openBrowser(url: string): boolean {
  const command = opener()
  if (!command) return false
  const [program = '', ...args] = command
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined) // the address is printed as well
  child.unref()
  return true
}

function opener(): string[] | null {
  if (process.platform === 'darwin') return ['open']
  // `start` takes its first quoted word for a window's title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""']
  const hasScreen = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  return hasScreen && onPath('xdg-open') ? ['xdg-open'] : null
}

function onPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.some((folder) => fs.existsSync(path.join(folder, program)))
}
