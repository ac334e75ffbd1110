import type { WorkerLog } from './launcher.ts'

const LINES_KEPT = 200
const LONGEST_LINE = 2_000

/** What Node's and Electron's output streams of a child have in common. */
export interface TextStream {
  setEncoding(encoding: 'utf8'): unknown
  on(event: 'data', listener: (text: string) => void): unknown
  on(event: 'end', listener: () => void): unknown
}

export interface LineLog extends WorkerLog {
  add(line: string): void
  /** Reads a stream to its end. */
  read(stream: TextStream): void
}

/** The latest lines of a process. However much it writes, and in however long lines, memory stays bounded. */
export function createLineLog(): LineLog {
  const lines: string[] = []
  const listeners = new Set<(line: string) => void>()

  function add(line: string): void {
    const text = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line
    lines.push(text)
    if (lines.length > LINES_KEPT) lines.shift()
    for (const listener of [...listeners]) listener(text)
  }

  return {
    add,
    read(stream) {
      let rest = ''
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        const parts = (rest + text).split(/\r?\n/)
        // One character more than is kept, so that `add` sees that the line is too long.
        rest = (parts.pop() ?? '').slice(0, LONGEST_LINE + 1)
        for (const part of parts) if (part !== '') add(part)
      })
      stream.on('end', () => {
        if (rest !== '') add(rest)
        rest = ''
      })
    },
    last: () => [...lines],
    onLine(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
