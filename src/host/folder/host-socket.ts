import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { Channel } from '../../shared/rpc/channel.ts'
import { streamChannel } from '../../shared/rpc/stream-channel.ts'
import { holderFile, readHolder } from './folder-lock.ts'

/** Systems take no longer paths of sockets: 108 bytes on Linux, 104 on macOS, the end counted. */
const LONGEST_PATH = 100
/** So long a program that holds a folder has to answer the door, in milliseconds. */
const PATIENCE = 2000

/**
 * Where the host of a data folder can be reached by programs of the same user; undefined where no place is to be had. Makes
 * a folder where the path would be too long. Nobody can know a pipe's name before it is there, and make one in its place.
 */
export function placeOfSocket(folder: string): string | undefined {
  if (process.platform === 'win32') return `\\\\.\\pipe\\saccade-${randomUUID()}`
  const place = path.join(folder, 'host.sock')
  if (Buffer.byteLength(place) <= LONGEST_PATH) return place
  try {
    return path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-')), 'host.sock')
  } catch {
    return undefined
  }
}

export interface HostSocket {
  /** Whether a program talks to the host, be it between two things that it asks for: it leaves when it is done. */
  readonly hasGuests: boolean
  close(): void
}

/**
 * Lets programs of the same user talk to the host that holds a data folder. Where the system makes no sockets, on some
 * network disks for one, the host does without.
 */
export function listenAtSocket(place: string, serve: (channel: Channel) => void): HostSocket {
  const open = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    open.add(socket)
    serve(streamChannel(socket))
    socket.on('close', () => open.delete(socket))
  })
  server.on('error', () => undefined)
  server.unref()
  // What a host that was killed left there; nobody else holds the folder now.
  remove(place)
  // A socket is made with the rights that the mask leaves: nobody but the user may ever connect.
  const mask = process.umask(0o177)
  try {
    server.listen(place)
  } finally {
    process.umask(mask)
  }
  return {
    get hasGuests() {
      return open.size > 0
    },
    close() {
      server.close()
      for (const socket of open) socket.destroy()
      remove(place)
      const folder = path.dirname(place)
      if (path.basename(folder).startsWith('saccade-') && folder.startsWith(os.tmpdir())) {
        quietly(() => fs.rmdirSync(folder))
      }
    },
  }
}

/** What cannot be removed is in the way of the socket at the most, and takes no room worth a word. */
function remove(place: string): void {
  if (process.platform !== 'win32') quietly(() => fs.rmSync(place, { force: true }))
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // The host does without.
  }
}

/** A channel to the host that holds a data folder; null where none does, or none that can be reached. */
export async function reachHolder(folder: string): Promise<Channel | null> {
  const place = readHolder(folder)?.socket
  if (place === undefined || !isTrusted(place, folder)) return null
  const socket = net.connect(place)
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(new Error('It does not answer.')), PATIENCE)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(streamChannel(socket))
    })
    socket.once('error', () => {
      clearTimeout(timer)
      resolve(null)
    })
  })
}

/**
 * Whether the socket is of this user or of the one who wrote that it is there: where a host was killed, its folder among
 * the temporary files may be gone, and another user's in its place.
 */
function isTrusted(place: string, folder: string): boolean {
  if (process.platform === 'win32') return true // nobody can guess its name
  try {
    const { uid } = fs.statSync(place)
    return uid === process.getuid?.() || uid === fs.statSync(holderFile(folder)).uid
  } catch {
    return false
  }
}
