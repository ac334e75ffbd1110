import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { Channel } from '../../shared/rpc/channel.ts'
import { streamChannel } from '../../shared/rpc/stream-channel.ts'
import { readHolder } from './folder-lock.ts'

/** Systems take no longer paths of sockets: 108 bytes on Linux, 104 on macOS, the end counted. */
const LONGEST_PATH = 100
/** So long a program that holds a folder has to answer the door, in milliseconds. */
const PATIENCE = 2000

/** Where the host of a data folder can be reached by programs of the same user. Makes a folder where the path would be too long. */
export function placeOfSocket(folder: string): string {
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\saccade-${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 32)}`
  }
  const place = path.join(folder, 'host.sock')
  if (Buffer.byteLength(place) <= LONGEST_PATH) return place
  return path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-')), 'host.sock')
}

export interface HostSocket {
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
    socket.on('close', () => open.delete(socket))
    serve(streamChannel(socket))
  })
  server.on('error', () => undefined)
  server.unref()
  // What a host that was killed left there; nobody else holds the folder now.
  if (process.platform !== 'win32') fs.rmSync(place, { force: true })
  // A socket is made with the rights that the mask leaves: nobody but the user may ever connect.
  const mask = process.umask(0o177)
  try {
    server.listen(place)
  } finally {
    process.umask(mask)
  }
  return {
    close() {
      server.close()
      for (const socket of open) socket.destroy()
      if (process.platform !== 'win32') fs.rmSync(place, { force: true })
      const folder = path.dirname(place)
      if (path.basename(folder).startsWith('saccade-') && folder.startsWith(os.tmpdir())) removeIfEmpty(folder)
    },
  }
}

function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder)
  } catch {
    // It takes no room worth a word.
  }
}

/** A channel to the host that holds a data folder; null where none does, or none that can be reached. */
export async function reachHolder(folder: string): Promise<Channel | null> {
  const place = readHolder(folder)?.socket
  if (place === undefined) return null
  const socket = net.connect(place)
  return new Promise((resolve) => {
    const done = (reached: boolean): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      if (!reached) socket.on('error', () => undefined).destroy()
      resolve(reached ? streamChannel(socket) : null)
    }
    const timer = setTimeout(() => done(false), PATIENCE)
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}
