// The one place where text goes out. Most of it holds words of people and files (names, tokens, paths), so nobody writes
// to standard output or standard error but through here.
import process from 'node:process'
import { EXIT } from './exit-codes.ts'
import { oneLine, visibleLine, visibleText } from '../shared/visible-text.ts'

/** Prints lines for a person on standard output. A line is one line, whatever stands in it: see {@link visibleLine}. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(asLines(lines))
}

/** The same on standard error: standard output stays clean for programs. */
export function printError(...lines: readonly string[]): void {
  process.stderr.write(asLines(lines))
}

/** Prints a text with its own line breaks and tabs on standard error, such as code that somebody is to read. */
export function printErrorText(text: string): void {
  process.stderr.write(`${visibleText(text)}\n`)
}

/** Prints what a model or a file says, for people and programs: one line, its cells with tabs between; see {@link oneLine}. */
export function printCells(...cells: readonly string[]): void {
  printAsIs(cells.map(oneLine).join('\t'))
}

/** Prints a value as one line of JSON. JSON has no NaN and no infinity: they become the texts "NaN", "Infinity" and "-Infinity". */
export function printJson(value: unknown): void {
  printAsIs(toJson(value))
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner)
    return ArrayBuffer.isView(inner) && !(inner instanceof DataView) ? Array.from(inner as Float32Array) : inner
  })
}

/** Prints a text that nobody but us has written, or that a program is to read. */
export function printAsIs(text: string): void {
  process.stdout.write(`${text}\n`)
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${visibleLine(line)}\n`).join('')
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
    if (closedListeners.size === 0) process.exit(EXIT.stopped)
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
