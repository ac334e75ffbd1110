import { PIECE_SPACE } from '../../../shared/tokenizers.ts'
import type { NormalizerRules } from './model.ts'
import type { Trie } from './trie.ts'

/** What the start of a text becomes, and how many code units of it that takes. */
type Rewrite = (text: string, at: number) => { readonly to: string; readonly units: number }

/**
 * Normalises as SentencePiece does (normalizer.cc): the rules of the compiled map, longest first, with white space trimmed,
 * marked and put before (or behind) the text as the model says. User-defined symbols stay as they are.
 */
export function createNormalizer(rules: NormalizerRules, userDefined: Trie): (text: string) => string {
  const rewrite = createRewrite(rules.charsmap, userDefined)
  const space = rules.escapeWhitespaces ? PIECE_SPACE : ' '
  return (text) => {
    let at = 0
    if (rules.removeExtraWhitespaces) {
      while (at < text.length) {
        const { to, units } = rewrite(text, at)
        if (to !== ' ') break
        at += units
      }
    }
    if (at >= text.length) return ''
    let result = rules.addDummyPrefix && !rules.whitespaceAsSuffix ? space : ''
    let afterSpace = rules.removeExtraWhitespaces
    while (at < text.length) {
      const { to, units } = rewrite(text, at)
      const kept = afterSpace ? to.replace(/^ +/, '') : to
      if (kept !== '') {
        result += rules.escapeWhitespaces ? kept.replaceAll(' ', PIECE_SPACE) : kept
        afterSpace = kept.endsWith(' ')
      }
      at += units
      if (!rules.removeExtraWhitespaces) afterSpace = false
    }
    if (rules.removeExtraWhitespaces) while (result.endsWith(space)) result = result.slice(0, -space.length)
    return rules.addDummyPrefix && rules.whitespaceAsSuffix ? result + space : result
  }
}

function createRewrite(charsmap: Uint8Array, userDefined: Trie): Rewrite {
  const map = charsmap.length > 0 ? readCharsmap(charsmap) : null
  return (text, at) => {
    const symbol = userDefined.longest(text, at)
    if (symbol > 0) return { to: text.slice(at, at + symbol), units: symbol }
    const found = map?.(text, at)
    if (found) return found
    const units = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    return { to: text.slice(at, at + units), units }
  }
}

/** The compiled map: size of the double array, the double array (Darts), the texts, each ending with NUL. */
function readCharsmap(charsmap: Uint8Array): (text: string, at: number) => ReturnType<Rewrite> | undefined {
  const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength)
  const size = view.getUint32(0, true)
  const units = Uint32Array.from({ length: size / 4 }, (_, place) => view.getUint32(4 + 4 * place, true))
  const texts = charsmap.subarray(4 + size)
  const known = new Map<number, string>()
  const textAt = (place: number): string => {
    const before = known.get(place)
    if (before !== undefined) return before
    const end = texts.indexOf(0, place)
    const read = new TextDecoder('utf-8', { ignoreBOM: true }).decode(texts.subarray(place, end < 0 ? undefined : end))
    known.set(place, read)
    return read
  }
  return (text, at) => {
    let [node, longest, value] = [offsetOf(units[0] ?? 0), 0, 0]
    for (let place = at; place < text.length;) {
      const code = text.codePointAt(place) ?? 0
      place += code > 0xffff ? 2 : 1
      for (const byte of utf8Of(code)) {
        const unit = units[node ^ byte]
        if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return found()
        node = (node ^ byte ^ offsetOf(unit)) >>> 0
        if (((unit >>> 8) & 1) === 1) [longest, value] = [place - at, (units[node] ?? 0) & 0x7fffffff]
      }
    }
    return found()

    function found() {
      return longest === 0 ? undefined : { to: textAt(value), units: longest }
    }
  }
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0
}

function utf8Of(code: number): readonly number[] {
  if (code < 0x80) return [code]
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]
  const last = [0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
  if (code < 0x10000) return [0xe0 | (code >> 12), ...last]
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), ...last]
}
