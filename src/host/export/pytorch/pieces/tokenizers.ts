import { WORD_BREAKS, WORD_BREAK_UNICODE } from '../../../../data/tokenizers/words/word-break-table.ts'
import type { TokenizerId } from '../../../../shared/tokenizers.ts'
import { indent } from '../python.ts'

/** How a tokeniser is written in Python. */
interface TokenizerPiece {
  readonly imports: readonly string[]
  /** What it takes beside its class. */
  readonly helpers?: string
  readonly name: string
  readonly source: string
}

const WHITESPACE = String.raw`class Whitespace:
    """Cuts at white space."""

    def tokenize(self, text):
        return WORD.findall(text)

    def join(self, tokens):
        return " ".join(tokens)`

const CHARACTERS = String.raw`class Characters:
    """Every character is a token; a space is ␣, and ␣ itself is doubled."""

    def tokenize(self, text):
        return [{" ": "␣", "␣": "␣␣"}.get(character, character) for character in text]

    def join(self, tokens):
        return "".join({"␣": " ", "␣␣": "␣"}.get(token, token) for token in tokens)`

const CODES = String.raw`class Codes:
    """Byte pair encoding by a file of codes, as subword-nmt applies it (Sennrich et al. 2016)."""

    def __init__(self, path):
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        # In version 0.1 the end of a word is a symbol of its own, since 0.2 a part of the last.
        self.apart = not lines[0].startswith("#version:") or lines[0].split()[-1] == "0.1"
        merges = [tuple(line.strip("\r\n ").split(" ")) for line in lines if not line.startswith("#version:")]
        self.ranks = {merge: rank for rank, merge in reversed(list(enumerate(merges)))}
        self.known = {}

    def tokenize(self, text):
        return [piece for word in re.split(r"[ \r\n]+", text) if word for piece in self.pieces(word)]

    def pieces(self, word):
        if word not in self.known:
            symbols = self.merged(word)
            if symbols[-1] == "</w>":
                symbols.pop()
            elif len(word) > 1:
                symbols[-1] = symbols[-1].removesuffix("</w>")
            self.known[word] = [symbol + "@@" for symbol in symbols[:-1]] + symbols[-1:]
        return self.known[word]

    def merged(self, word):
        if len(word) == 1:
            return [word]
        symbols = [*word, "</w>"] if self.apart else [*word[:-1], word[-1] + "</w>"]
        while len(symbols) > 1:
            best = min(zip(symbols, symbols[1:]), key=lambda pair: self.ranks.get(pair, float("inf")))
            if best not in self.ranks:
                break
            place = 0
            while place < len(symbols) - 1:
                if (symbols[place], symbols[place + 1]) == best:
                    symbols[place : place + 2] = ["".join(best)]
                place += 1
        return symbols

    def join(self, tokens):
        return re.sub(r"@@ |@@ ?\Z", "", " ".join(tokens))`

const PIECES = String.raw`class Pieces:
    """Pieces of a model of SentencePiece (Kudo and Richardson 2018), by its own library."""

    def __init__(self, path):
        self.model = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def tokenize(self, text):
        return self.model.encode(text, out_type=str)

    def join(self, tokens):
        # As the library decodes, but what is unknown to the vocabulary stays.
        text, data = "", []
        for token in [*tokens, ""]:
            if re.fullmatch("<0x[0-9A-F]{2}>", token):
                data.append(int(token[3:5], 16))
                continue
            text += decoded(bytes(data))
            data = []
            text += token.removeprefix("▁" if text == "" else "").replace("▁", " ")
        return text`

const BYTE_HELPER = String.raw`def decoded(data):
    """Bytes as text; an invalid one is U+FFFD."""
    text = ""
    while data:
        for length in range(4, 0, -1):
            try:
                character = data[:length].decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(character) == 1:
                break
        else:
            character, length = "\ufffd", 1
        text, data = text + character, data[length:]
    return text`

const UNICODE_WORDS = String.raw`class UnicodeWords:
    """Cuts at white space and at Unicode's word boundaries (UAX #29); ￭ marks where no space stood."""

    def tokenize(self, text):
        return [token for chunk in WORD.findall(text) for token in self.marked(self.segments(chunk))]

    def marked(self, segments):
        tokens = ["%ffed" + segment[1:] if segment.startswith("￭") else segment for segment in segments]
        for place in range(1, len(segments)):
            if word_like(segments[place]) and not word_like(segments[place - 1]):
                tokens[place - 1] += "￭"
            else:
                tokens[place] = "￭" + tokens[place]
        return tokens

    def segments(self, chunk):
        kinds = [break_class(character) for character in chunk]
        segments, before, last, flags = [], None, None, 0
        for place, (character, kind) in enumerate(zip(chunk, kinds)):
            following = next((each for each in kinds[place + 1 :] if each not in SKIPPED), None)
            glued = place > 0 and (
                kind in SKIPPED
                or (kinds[place - 1] == "ZWJ" and is_pictographic(character))
                or together(before, last, kind, following, flags)
            )
            if glued:
                segments[-1] += character
            else:
                segments.append(character)
            if place == 0 or kind not in SKIPPED:
                flags = flags + 1 if kind == "RegionalIndicator" else 0
                before, last = last, kind
        return segments

    def join(self, tokens):
        text, attached = "", True
        for token in tokens:
            left = len(token) > 1 and token.startswith("￭")
            right = len(token) > 1 and token.endswith("￭")
            bare = token[left : len(token) - right]
            bare = "￭" + bare[5:] if bare.startswith("%ffed") else bare
            text += bare if attached or left else " " + bare
            attached = right
        return text`

const WORD_HELPERS = String.raw`# Word_Break of Unicode ${WORD_BREAK_UNICODE}: the gap from the end of the range before and how many more follow, in base 36.
WORD_BREAK = {
${Object.entries(WORD_BREAKS)
  .map(([name, packed]) => indent(`"${name}": """\n${packed.trim().replace(/^ +/gm, '')}""",`))
  .join('\n')}
}
LETTERS = ("ALetter", "HebrewLetter")
WORDS = (*LETTERS, "Numeric", "Katakana")
SKIPPED = ("Extend", "Format", "ZWJ")
IN_WORDS = ("MidLetter", "MidNumLet", "SingleQuote")
IN_NUMBERS = ("MidNum", "MidNumLet", "SingleQuote")


def ranges(packed):
    at = 0
    for entry in packed.split():
        gap, _, more = entry.partition("-")
        first = at + int(gap, 36)
        at = first + int(more or "0", 36)
        yield range(first, at + 1)


PICTOGRAPHIC = {code for codes in ranges(WORD_BREAK.pop("ExtendedPictographic")) for code in codes}
CLASSES = {code: name for name, packed in WORD_BREAK.items() for codes in ranges(packed) for code in codes}


def break_class(character):
    return CLASSES.get(ord(character))


def is_pictographic(character):
    return ord(character) in PICTOGRAPHIC


def word_like(segment):
    return any(break_class(character) in (*WORDS, "ExtendNumLet") for character in segment)


def together(before, last, kind, following, flags):
    """WB5 to WB16 of UAX #29: no boundary before kind."""
    return (
        (last in LETTERS and (kind in LETTERS or kind == "Numeric"))
        or (last in LETTERS and kind in IN_WORDS and following in LETTERS)
        or (before in LETTERS and last in IN_WORDS and kind in LETTERS)
        or (last == "HebrewLetter" and kind == "SingleQuote")
        or (last == "HebrewLetter" and kind == "DoubleQuote" and following == "HebrewLetter")
        or (before == "HebrewLetter" and last == "DoubleQuote" and kind == "HebrewLetter")
        or (last == "Numeric" and (kind == "Numeric" or kind in LETTERS))
        or (before == "Numeric" and last in IN_NUMBERS and kind == "Numeric")
        or (last == "Numeric" and kind in IN_NUMBERS and following == "Numeric")
        or (last == "Katakana" and kind == "Katakana")
        or (last in (*WORDS, "ExtendNumLet") and kind == "ExtendNumLet")
        or (last == "ExtendNumLet" and kind in WORDS)
        or (last == "RegionalIndicator" and kind == "RegionalIndicator" and flags % 2 == 1)
    )`

const codes = { imports: ['re', 'pathlib'], name: 'Codes', source: CODES }

export const TOKENIZER_PIECES: Readonly<Record<TokenizerId, TokenizerPiece>> = {
  whitespace: { imports: ['re'], name: 'Whitespace', source: WHITESPACE },
  character: { imports: [], name: 'Characters', source: CHARACTERS },
  words: { imports: ['re'], helpers: WORD_HELPERS, name: 'UnicodeWords', source: UNICODE_WORDS },
  bpe: codes,
  'subword-nmt': codes,
  sentencepiece: { imports: ['sentencepiece', 'pathlib'], helpers: BYTE_HELPER, name: 'Pieces', source: PIECES },
}
