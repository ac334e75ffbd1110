"""Scores of OpusFilter for hard pairs, which the findings of the same names have to reproduce.

    python -m venv venv && venv/bin/pip install opusfilter==3.3.1
    venv/bin/python test/opusfilter/make-fixture.py

writes test/opusfilter/fixtures/scores.json. Infinity stands as null.
"""

import json
import math
import pathlib
import random
import unicodedata

from opusfilter import filters

PIECES = """the|house|Haus|das|Der| |  |\t|\u00a0|\u001c|\u001f|\u0085|\u2028|\u3000|.|?|!|…|...|。|؟|।|,|;|»|"|)|1|0|12|1,000|1.000|2 000|٣٤
<b>|</i>|&amp;|http://a.b/c|www.x.org|me@there.org|Ã©|â€™|\ufffd|\u0007|\u200b|\u00ad|\ufeff|привет|пpивет|Ω|ΑΣ|ς|İ|ß|e\u0301|é|日本|ひらがな|カタカナー
한국어|שלום|سلام|नमस्ते|😀|👩‍👩‍👧|𐐀|𠀀|ha|haha|abc|abcabcabc|aaa|a  a  a  |a b a b a b |no no no |ª|º|µ|\u0345|x1y2z3|10203|٠""".replace("\n", "|").split("|")
LONG = ["a" * 39, "b" * 40, "xy" * 120, "1234567890" * 25, "12" * 130, "Tausend " * 4, "abc def  abc def abc def", "ab" * 300]


def hard_text(draw):
    kind = draw.random()
    if kind < 0.3:
        return "".join(draw.choices(PIECES, k=draw.randint(0, 14)))
    if kind < 0.6:
        return " ".join(draw.choices(PIECES, k=draw.randint(0, 14)))
    if kind < 0.7:
        return "".join(draw.choices("ab ", k=draw.randint(0, 40)))
    if kind < 0.8:
        return "".join(draw.choices("1203x", k=draw.randint(0, 320)))
    if kind < 0.85:
        return draw.choice(LONG) + draw.choice(PIECES) + draw.choice(LONG)
    return "".join(assigned(draw) for _ in range(draw.randint(0, 30)))


def assigned(draw):
    """A character that Unicode had already in this Python's version, so that no version can tell it differently."""
    while True:
        character = chr(draw.choice([draw.randrange(0x250), draw.randrange(0x3000), draw.randrange(0x20000)]))
        if unicodedata.category(character) not in ("Cn", "Cs", "Co") and character != "\n":
            return character


def changed(draw, text):
    characters = list(text)
    for _ in range(draw.randint(0, 4)):
        at = draw.randrange(len(characters) + 1)
        characters[at : at + draw.randint(0, 2)] = draw.choice(PIECES)
    return "".join(characters)


def pairs(count):
    draw = random.Random(33)
    made = [("", ""), ("", "a"), (" ", "\t"), ("a", "a")]
    while len(made) < count:
        source = hard_text(draw)
        made.append((source, changed(draw, source) if draw.random() < 0.4 else hard_text(draw)))
    return made


FILTERS = {
    "LengthRatioFilter.word": filters.LengthRatioFilter(unit="word"),
    "LengthRatioFilter.char": filters.LengthRatioFilter(unit="char"),
    "SimilarityFilter": filters.SimilarityFilter(),
    "NonZeroNumeralsFilter": filters.NonZeroNumeralsFilter(),
    "TerminalPunctuationFilter": filters.TerminalPunctuationFilter(),
    "RepetitionFilter": filters.RepetitionFilter(),
    "AlphabetRatioFilter": filters.AlphabetRatioFilter(),
    "CharacterScoreFilter": filters.CharacterScoreFilter(scripts=["Latin", "Cyrillic"]),
    "LongWordFilter": filters.LongWordFilter(),
    "AverageWordLengthFilter": filters.AverageWordLengthFilter(),
}


def main():
    made = pairs(900)
    fixture = {"pairs": made, "scores": {}, "accepted": {}}
    for name, judge in FILTERS.items():
        scores = list(judge.score(made))
        fixture["accepted"][name] = "".join("1" if judge.accept(score) else "0" for score in scores)
        fixture["scores"][name] = [
            [None if math.isinf(one) else one for one in (score if isinstance(score, list) else [score])] for score in scores
        ]
    path = pathlib.Path(__file__).parent / "fixtures" / "scores.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
