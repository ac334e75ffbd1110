import process from 'node:process'
import type { HostEvents } from '../shared/contract/host.ts'

/** One event with its payload, as it goes over a wire. */
export type HostEvent = { [Name in keyof HostEvents]: { name: Name; payload: HostEvents[Name] } }[keyof HostEvents]

/** What the host tells whoever listens, in the order in which it happened and after it was stored. */
export interface EventSource {
  /** Listens to one kind of event. Returns its removal. */
  on<Name extends keyof HostEvents>(name: Name, listener: (payload: HostEvents[Name]) => void): () => void
  /** Listens to all of them, to pass them on. Returns its removal. */
  onAny(listener: (event: HostEvent) => void): () => void
}

export type Emit = <Name extends keyof HostEvents>(name: Name, payload: HostEvents[Name]) => void

export function createEvents(): EventSource & { emit: Emit } {
  const listeners = new Set<(event: HostEvent) => void>()
  function onAny(listener: (event: HostEvent) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    onAny,
    on: (name, listener) =>
      onAny((event) => {
        if (event.name === name) listener(event.payload as Parameters<typeof listener>[0])
      }),
    emit(name, payload) {
      const event = { name, payload } as HostEvent
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (error) {
          // A defect of a listener must not look like a failure of what is being told of.
          process.emitWarning(error instanceof Error ? error : String(error))
        }
      }
    },
  }
}
