import fs from 'node:fs'
import path from 'node:path'
import type { DatasetFile } from '../../shared/contract/datasets.ts'
import { cutBytes } from '../../shared/cut-bytes.ts'

/** In bytes, as file systems count: 255 less what a number and the name of an unfinished copy add. */
const LONGEST_STEM = 180
const LONGEST_ENDING = 40

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

function numbered(name: string, copy: number): string {
  if (copy === 1) return name
  const { name: stem, ext } = path.parse(name)
  return `${stem} (${copy})${ext}`
}

export function describeFile(file: string): DatasetFile {
  return { name: path.basename(file), path: file, bytes: fs.statSync(file).size }
}
