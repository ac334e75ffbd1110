import type { TokenizerId } from '../../../shared/tokenizers.ts'
import { whiteSpaceRanges } from '../../../shared/white-space.ts'
import { TOKENIZERS } from '../../../data/tokenizers/registry.ts'
import { TOKENIZER_PIECES } from './pieces/tokenizers.ts'

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

/** All but white space. Python's own notion of it has the separators U+001C to U+001F besides. */
const WORD = `[^${whiteSpaceRanges()
  .map(([first, last]) => (first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`))
  .join('')}]+`

/** The file of a side's model in a package; null where the tokeniser has none. */
export function modelFileName(side: 'source' | 'target', tokenizer: TokenizerId): string | null {
  const { model } = TOKENIZERS[tokenizer]
  return model ? `${side}${model.ending}` : null
}

/** tokenizer.py: cuts and joins text as the run does; it takes no PyTorch. */
export function composeTokenizer(tokenizer: Readonly<Record<'source' | 'target', TokenizerId>>): string {
  const sides = ['source', 'target'] as const
  const pieces = [...new Set(sides.map((side) => TOKENIZER_PIECES[tokenizer[side]]))]
  const imports = new Set(['re', ...pieces.flatMap((piece) => piece.imports)])
  const made = sides.map((side) => {
    const file = modelFileName(side, tokenizer[side])
    return `${side.toUpperCase()} = ${TOKENIZER_PIECES[tokenizer[side]].name}(${file ? `HERE / "${file}"` : ''})`
  })
  const head = [
    '"""Cuts text into the tokens of vocabulary.json, and joins them again, as the run does: SOURCE and TARGET."""',
    '',
    'import re',
    ...(imports.has('pathlib') ? ['from pathlib import Path'] : []),
    ...(imports.has('sentencepiece') ? ['', 'import sentencepiece'] : []),
    '',
    ...(imports.has('pathlib') ? ['HERE = Path(__file__).parent'] : []),
    '# No white space, as Unicode has it.',
    `WORD = re.compile(r"${WORD}")`,
  ].join('\n')
  const helpers = pieces.flatMap((piece) => piece.helpers ?? [])
  return `${[head, ...helpers, ...pieces.map(({ source }) => source), made.join('\n')].join('\n\n\n')}\n`
}
