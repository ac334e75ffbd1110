import { counted } from '../../../shared/counted.ts'
import { ENCODINGS, type Encoding, encodingTitle } from '../../../shared/datasets/encodings.ts'
import { mostlyUtf8, textEncoding } from '../encodings.ts'

export interface EncodingGuess {
  readonly encoding: Encoding
  readonly reason: string
  /** False where only the letters of the text speak for it. */
  readonly sure: boolean
}

/** How text is encoded, by its mark, by what it says itself, by its bytes, and at last by its letters. */
export async function guessEncoding(head: Buffer): Promise<EncodingGuess> {
  const start = head.subarray(0, 3).toString('hex')
  if (start === 'efbbbf') return { encoding: 'utf-8', reason: 'the file begins with the mark of UTF-8', sure: true }
  if (start.startsWith('fffe')) return marked('utf-16le')
  if (start.startsWith('feff')) return marked('utf-16be')
  const wide = wideEncoding(head)
  if (wide) return { encoding: wide, reason: 'every other byte of its spaces and line ends is zero', sure: true }
  const declared = declaredEncoding(head)
  if (declared && decodes(declared, head)) {
    return { encoding: declared, reason: `the file says so itself`, sure: true }
  }
  const { mostly, stray } = mostlyUtf8(wholeCharacters(head))
  if (mostly) {
    const reason = stray === 0 ? 'all its bytes are UTF-8' : `it is UTF-8 but for ${counted(stray, 'byte')}`
    return { encoding: 'utf-8', reason, sure: true }
  }
  const likely = await likelyEncoding(head)
  return {
    encoding: likely,
    reason: `the file is not UTF-8, and its letters look like ${encodingTitle(likely)}`,
    sure: false,
  }
}

function marked(encoding: 'utf-16le' | 'utf-16be'): EncodingGuess {
  return { encoding, reason: 'the file begins with the mark of UTF-16', sure: true }
}

/** UTF-16 without a mark: zeros, and nearly all of them at even or at odd places. */
function wideEncoding(head: Buffer): Encoding | null {
  const zeros = [0, 0]
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd < head.length / 100) return null
  if (odd > 5 * even) return 'utf-16le'
  return even > 5 * odd ? 'utf-16be' : null
}

/** As XML and catalogues of gettext say it. */
function declaredEncoding(head: Buffer): Encoding | null {
  const text = head.subarray(0, 16 * 1024).toString('latin1')
  const [, xml] = /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]+)["']/.exec(text) ?? []
  const [, po] = /^"Content-Type:[^"\n]*\bcharset=([\w.:-]+)/im.exec(text) ?? []
  return knownEncoding(xml ?? (/^msgid /m.test(text) ? po : undefined))
}

/** An encoding by any of its names; null for one that cannot be read. */
function knownEncoding(label: string | undefined): Encoding | null {
  if (label === undefined) return null
  try {
    const name = new TextDecoder(label.replace(/^(utf)-?16$/i, 'utf-16le')).encoding
    return ENCODINGS.find((encoding) => encoding === name) ?? null
  } catch {
    return null
  }
}

async function likelyEncoding(head: Buffer): Promise<Encoding> {
  const { detectAll } = await import('jschardet')
  const sample = head.subarray(0, 64 * 1024)
  const labels = detectAll(sample).map(({ encoding }) => encoding ?? undefined)
  const candidates = [...labels.map(knownEncoding), 'windows-1252', 'iso-8859-15'] as const
  return candidates.find((encoding) => encoding && encoding !== 'utf-8' && decodes(encoding, head)) ?? 'windows-1252'
}

function decodes(encoding: Encoding, head: Buffer): boolean {
  return textEncoding(encoding).decodesBeginning(head)
}

/** Without a character that is cut by the end. */
function wholeCharacters(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--
  return (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes
}
