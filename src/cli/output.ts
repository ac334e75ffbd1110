// The one place where text goes out. Most of it holds words of people and files (names, tokens, paths), so nobody writes
// to standard output or standard error but through here.
import process from 'node:process'
import { EXIT } from './exit-codes.ts'
import { systemFault } from '../shared/system-errors.ts'
import { toJson } from '../shared/to-json.ts'
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

/** Prints a text that nobody but us has written, or that a program is to read. */
export function printAsIs(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a file's content. */
export function printBytes(content: Uint8Array): void {
  process.stdout.write(content)
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${visibleLine(line)}\n`).join('')
}

/** Why standard output takes nothing any more, such as EPIPE or ENOSPC; empty while it does. */
let lost = ''
const lossListeners = new Set<() => void>()

/**
 * Lets no output that cannot be written end the program in the midst of things, be it that nobody reads on
 * (`saccade … | head`) or that the disk is full. What is printed then goes nowhere, and the program ends, with words
 * unless it was the reader who left, except where a listener of {@link onLostOutput} sees to an end in order. What only a
 * person was to read is not worth an end.
 */
export function surviveLostOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (lost) return
    lost = error.code ?? error.message
    if (lost !== 'EPIPE') printError(`error: standard output cannot be written: ${systemFault(error)}`)
    if (lossListeners.size === 0) process.exit(lost === 'EPIPE' ? EXIT.stopped : EXIT.failed)
    for (const listener of [...lossListeners]) listener()
  })
  process.stderr.on('error', () => undefined)
}

/** Called once when standard output takes nothing any more. Returns its removal. */
export function onLostOutput(listener: () => void): () => void {
  lossListeners.add(listener)
  if (lost) queueMicrotask(() => lossListeners.has(listener) && listener())
  return () => lossListeners.delete(listener)
}

/** Whether something was not written that somebody would have read. */
export function hasLostOutput(): boolean {
  return lost !== '' && lost !== 'EPIPE'
}
