import type { WebSocket } from 'ws'
import { serveHost, type ServedHost } from '../host/serve-host.ts'
import { websocketChannel } from '../shared/rpc/websocket-channel.ts'

/** A client that leaves so many bytes unread is dropped; it may come back and ask for what it needs. */
const LARGEST_BACKLOG = 256 * 1024 * 1024
const GOING_AWAY = 1001

export interface Clients {
  add(socket: WebSocket): void
  readonly count: number
  /** Says good-bye to all, and cuts off whoever does not answer it. */
  close(): Promise<void>
}

/** The pages that are connected. Each is pinged at intervals (in milliseconds); those that are gone or do not read are dropped. */
export function createClients(host: ServedHost, pingInterval: number): Clients {
  const sockets = new Set<WebSocket>()
  const silent = new WeakSet<WebSocket>()

  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (silent.has(socket) || socket.bufferedAmount > LARGEST_BACKLOG) {
        socket.terminate()
        continue
      }
      silent.add(socket)
      socket.ping()
    }
  }, pingInterval)
  timer.unref()

  return {
    add(socket) {
      sockets.add(socket)
      socket.on('pong', () => silent.delete(socket))
      socket.on('close', () => sockets.delete(socket))
      serveHost(websocketChannel(socket), host)
    },
    get count() {
      return sockets.size
    },
    async close() {
      clearInterval(timer)
      const leaving = [...sockets]
      const closed = leaving.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      for (const socket of leaving) socket.close(GOING_AWAY, 'Saccade is closing')
      const cutOff = setTimeout(() => leaving.forEach((socket) => socket.terminate()), 1_000)
      await Promise.all(closed)
      clearTimeout(cutOff)
    },
  }
}
