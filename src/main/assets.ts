import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** The window's pages live under this origin; nothing else is ever loaded into it. */
export const APP_SCHEME = 'saccade'
export const APP_ORIGIN = 'saccade://app'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

export interface AssetResponse {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer<ArrayBuffer>
}

/** Answers a request of the window from the built pages in `folder`, with the policy on every answer. */
export async function answerAsset(folder: string, url: string, policy: string): Promise<AssetResponse> {
  const path = assetPath(folder, url)
  const body = path === null ? null : await readFile(path).catch(() => null)
  const type = path === null ? undefined : MEDIA_TYPES[extname(path)]
  if (path === null || body === null || type === undefined) {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: Buffer.from('not found') }
  }
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}

/**
 * The file a URL of the window stands for, or null: for another origin, for what is no URL, and for every
 * path that leads out of `folder` however it is written (dots, encoded dots, encoded separators, NUL).
 */
export function assetPath(folder: string, url: string): string | null {
  try {
    const { protocol, host, pathname } = new URL(url)
    if (`${protocol}//${host}` !== APP_ORIGIN) return null
    const decoded = decodeURIComponent(pathname)
    if (/[\0\\]/.test(decoded)) return null
    const path = join(folder, decoded === '/' ? 'index.html' : decoded)
    return path.startsWith(folder + sep) ? path : null
  } catch {
    return null
  }
}
