"""Writes src/data/tokenizers/words/word-break-table.ts: the property Word_Break of Unicode, as the Python module
`regex` has it.

    pip install regex==2026.11.19
    python test/tokenizers/make-word-breaks.py
"""

from importlib.metadata import metadata
from pathlib import Path

import regex

OUT = Path(__file__).parents[2] / "src/data/tokenizers/words/word-break-table.ts"
VERSION = regex.search(r"supports Unicode (\d+\.\d+\.\d+)", metadata("regex").get_payload() or str(metadata("regex")))[1]
CLASSES = {
    "ALetter": r"\p{Word_Break=ALetter}",
    "HebrewLetter": r"\p{Word_Break=Hebrew_Letter}",
    "Numeric": r"\p{Word_Break=Numeric}",
    "Katakana": r"\p{Word_Break=Katakana}",
    "ExtendNumLet": r"\p{Word_Break=ExtendNumLet}",
    "Extend": r"\p{Word_Break=Extend}",
    "Format": r"\p{Word_Break=Format}",
    "ZWJ": r"\p{Word_Break=ZWJ}",
    "MidLetter": r"\p{Word_Break=MidLetter}",
    "MidNum": r"\p{Word_Break=MidNum}",
    "MidNumLet": r"\p{Word_Break=MidNumLet}",
    "SingleQuote": r"\p{Word_Break=Single_Quote}",
    "DoubleQuote": r"\p{Word_Break=Double_Quote}",
    "RegionalIndicator": r"\p{Word_Break=Regional_Indicator}",
    "ExtendedPictographic": r"\p{Extended_Pictographic}",
}


def ranges(pattern):
    found = regex.compile(pattern)
    codes = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and found.match(chr(c))]
    out = []
    for code in codes:
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return out


def base36(number):
    digits = ""
    while True:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36] + digits
        number //= 36
        if number == 0:
            return digits


def packed(pairs):
    """gap and length of each range, in base 36; a length of one is left out"""
    at, words = 0, []
    for first, last in pairs:
        words.append(base36(first - at) + ("" if first == last else "-" + base36(last - first)))
        at = last
    return " ".join(words)


def wrapped(text, width=110):
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def main():
    body = []
    for name, pattern in CLASSES.items():
        lines = wrapped(packed(ranges(pattern)))
        quoted = "\n".join(f"    {line}" for line in lines)
        body.append(f"  {name}: `\n{quoted}`,")
    OUT.write_text(
        "// Made by test/tokenizers/make-word-breaks.py; do not edit.\n\n"
        "/** The version of Unicode whose property Word_Break (and Extended_Pictographic) this is. */\n"
        f"export const WORD_BREAK_UNICODE = '{VERSION}'\n\n"
        "/** Ranges of code points: the gap from the end of the one before and, after a hyphen, how many follow; in base 36. */\n"
        "export const WORD_BREAKS = {\n" + "\n".join(body) + "\n} as const\n",
        encoding="utf-8",
    )


main()
