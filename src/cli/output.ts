import process from 'node:process'

/** Prints a line on standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Prints a value as one line of JSON. JSON has no NaN and no infinity: they become the texts "NaN", "Infinity" and "-Infinity". */
export function printJson(value: unknown): void {
  print(toJson(value))
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner)
    return ArrayBuffer.isView(inner) && !(inner instanceof DataView) ? Array.from(inner as Float32Array) : inner
  })
}

/** Prints for a person, on standard error: standard output stays clean for programs. */
export function printError(line: string): void {
  process.stderr.write(`${line}\n`)
}

const closedListeners = new Set<() => void>()
let closed = false

/**
 * Keeps `saccade … | head` from failing: when nobody reads on, what is printed goes nowhere, and the program ends
 * quietly unless a listener of {@link onClosedPipe} sees to an end in order.
 */
export function surviveClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (closed) return
    closed = true
    if (closedListeners.size === 0) process.exit(0)
    for (const listener of [...closedListeners]) listener()
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/** Called once when nobody reads standard output any more. Returns its removal. */
export function onClosedPipe(listener: () => void): () => void {
  closedListeners.add(listener)
  return () => closedListeners.delete(listener)
}
