import { Buffer, isUtf8 } from 'node:buffer'
import fs from 'node:fs'
import path from 'node:path'
import { encodingError, findFaults, refuseKnownFormat } from '../../data/readers/encoding-faults.ts'
import { createProblemList } from '../../data/readers/problems.ts'
import type { DatasetFile } from '../../shared/contract/datasets.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders, namesIn } from '../../shared/user-paths.ts'

const MOST_BYTES = 512 * 1024 * 1024
/** In bytes, as file systems count: 255 less what a number and the name of an unfinished copy add. */
const LONGEST_STEM = 180
const LONGEST_ENDING = 40

/** Files in the folder, by name. */
export function listFiles(folder: string): DatasetFile[] {
  const list = (): DatasetFile[] =>
    namesIn(folder)
      .filter((name) => !name.startsWith('.'))
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map((name) => describeFile(path.join(folder, name)))
  return explaining(`the folder ${folder}`, list, { deed: 'read' })
}

/**
 * Keeps a copy of a dropped file. The name is made safe; a file of that name with other content is not replaced,
 * the new one gets a number. The copy appears whole or not at all.
 * @throws bad-data when it is empty, too large or no text in UTF-8; storage when it cannot be written
 */
export function storeFile(folder: string, name: string, content: Uint8Array): DatasetFile {
  checkContent(name, content)
  const safe = safeName(name)
  return explaining(`the file ${path.join(folder, safe)}`, () => {
    makeFolders(folder)
    const file = freeName(folder, safe, (there) => holds(there, content))
    if (!fs.existsSync(file)) writeWhole(file, content)
    return describeFile(file)
  })
}

/** The path of that name in the folder, with a number where a file of other content has it; `isSame` ones keep it. */
export function freeName(folder: string, name: string, isSame: (file: string) => boolean): string {
  for (let copy = 1; ; copy++) {
    const file = path.join(folder, numbered(name, copy))
    if (!fs.existsSync(file) || isSame(file)) return file
  }
}

/** Changes whenever a file may have changed; `gone` while it cannot be looked at, which reading it then explains. */
export function fileStamp(file: string): string {
  try {
    const { mtimeMs, size } = fs.statSync(file)
    return `${mtimeMs} ${size}`
  } catch {
    return 'gone'
  }
}

/** The last part of a name without anything that means something to a file system or a terminal. */
export function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  // Control and format characters could disguise the name; the others are refused by one system or another.
  const clean = last.replace(/[\p{C}<>:"|?*]/gu, '_').replace(/^[. ]+|[. ]+$/g, '')
  const { name: stem, ext } = path.parse(clean)
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `_${stem}` : stem
  return `${cutBytes(reserved, LONGEST_STEM) || 'data'}${cutBytes(ext, LONGEST_ENDING)}`
}

/** As many whole characters as fit into so many bytes of UTF-8. */
function cutBytes(text: string, most: number): string {
  const bytes = new Uint8Array(most)
  return text.slice(0, new TextEncoder().encodeInto(text, bytes).read)
}

function checkContent(name: string, content: Uint8Array): void {
  if (content.byteLength === 0) throw new SaccadeError('bad-data', `${name} is empty`)
  if (content.byteLength > MOST_BYTES) {
    throw new SaccadeError('bad-data', `${name} has more than ${MOST_BYTES / 1024 / 1024} MB`, {
      hint: {
        terminal: 'Train from its path instead: saccade train --data FILE reads it where it is.',
        window: 'Enter its path instead, under “Path”: then it is read where it is.',
      },
    })
  }
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (!bytes.includes(0) && isUtf8(bytes)) return
  refuseKnownFormat(name, bytes)
  const faults = createProblemList()
  findFaults(name, bytes, 1).forEach(faults.add)
  throw encodingError(faults.problems)
}

function writeWhole(file: string, content: Uint8Array): void {
  const part = path.join(path.dirname(file), `.${path.basename(file)}.part`)
  try {
    fs.writeFileSync(part, content, { flush: true })
    fs.renameSync(part, file)
  } catch (error) {
    fs.rmSync(part, { force: true })
    throw error
  }
}

function holds(file: string, content: Uint8Array): boolean {
  return fs.statSync(file).size === content.byteLength && fs.readFileSync(file).equals(content)
}

function numbered(name: string, copy: number): string {
  if (copy === 1) return name
  const { name: stem, ext } = path.parse(name)
  return `${stem} (${copy})${ext}`
}

export function describeFile(file: string): DatasetFile {
  return { name: path.basename(file), path: file, bytes: fs.statSync(file).size }
}
