import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

const TEXT = /^(text\/|application\/json|image\/svg)/

// The names a build makes. No dot at the start of a part, so no path leads out of the folder or to a hidden file.
const PART = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

/** Answers a GET or HEAD of a file of the built pages. */
export async function sendFile(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts = partsOf(request.url ?? '/')
  const type = parts === null ? undefined : MEDIA_TYPES[extname(parts.at(-1) ?? '')]
  if (parts === null || type === undefined) {
    sendText(response, 404, 'There is no such page.')
    return
  }
  const path = join(folder, ...parts)
  const info = await stat(path).catch(() => null)
  if (info?.isFile() !== true) {
    const missing = parts.length === 1 && parts[0] === 'index.html'
    sendText(response, 404, missing ? 'The pages are not built. Run `npm run build`.' : 'There is no such page.')
    return
  }

  const tag = `W/"${info.size.toString(36)}-${info.mtimeMs.toString(36)}"`
  response.setHeader('Content-Type', type)
  response.setHeader('ETag', tag)
  response.setHeader('Vary', 'Accept-Encoding')
  // The build puts a hash of the content into the names below assets/.
  response.setHeader('Cache-Control', parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end()
    return
  }
  // Through a tunnel the size counts.
  const packed = TEXT.test(type) && acceptsGzip(request)
  if (packed) response.setHeader('Content-Encoding', 'gzip')
  else response.setHeader('Content-Length', info.size)
  response.writeHead(200)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const file = createReadStream(path)
  const sent = packed ? pipeline(file, createGzip(), response) : pipeline(file, response)
  // A reader that goes away, or a file that is replaced while it is read, ends this answer and nothing else.
  await sent.catch(() => response.destroy())
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers['accept-encoding'] ?? '')
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`${text}\n`)
}

/** The path of a request target in its parts, null for what no file can have. */
function partsOf(target: string): string[] | null {
  const path = target.replace(/[?#].*$/s, '')
  if (path === '/') return ['index.html']
  const parts = path.split('/').slice(1)
  return path.startsWith('/') && parts.every((part) => PART.test(part)) ? parts : null
}
