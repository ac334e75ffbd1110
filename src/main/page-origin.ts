import process from 'node:process'
import { APP_ORIGIN } from './assets.ts'

/** Vite's server in a build of `npm run dev`. The bundler leaves it out of every other build. */
const development = import.meta.env.DEV ? process.env.ELECTRON_RENDERER_URL : undefined

/** Where the window's page comes from, and the one origin it may reach. */
export const PAGE_ORIGIN = development ?? APP_ORIGIN

/** True for addresses the window may load: those of its own pages, and in development the socket of their hot reload. */
export function isOwnAddress(url: string): boolean {
  return isOwnPageAddress(url) || (development !== undefined && url.startsWith(`${development.replace('http', 'ws')}/`))
}

/** True for addresses of the window's own pages. */
export function isOwnPageAddress(url: string): boolean {
  return url.startsWith(`${PAGE_ORIGIN}/`)
}
