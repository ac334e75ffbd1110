"""Lines that are hard for a tokeniser, the same as hard-lines.ts makes."""

import json
from pathlib import Path

POOLS = json.loads(Path(__file__).with_name("pools.json").read_text(encoding="utf-8"))


def stream(seed):
    state = seed

    def below(bound):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 8) % bound

    return below


def hard_lines(count, seed):
    below = stream(seed)
    return [" ".join(hard_word(below) for _ in range(below(12))) + " " * below(2) for _ in range(count)]


def hard_word(below):
    kind = below(8)
    if kind < 4:
        return POOLS["words"][below(len(POOLS["words"]))]
    if kind == 4:
        return made_word(below)
    if kind == 5:
        return "".join(POOLS["words"][below(len(POOLS["words"]))] for _ in range(below(3)))
    first, last = POOLS["ranges"][below(len(POOLS["ranges"]))]
    text = "".join(chr(first + below(last - first + 1)) for _ in range(1 + below(4)))
    return text + chr(POOLS["single"][below(len(POOLS["single"]))]) if kind == 7 else text


def made_word(below):
    """Few syllables are frequent, as few words are."""
    size = len(POOLS["syllables"])
    return "".join(POOLS["syllables"][below(1 + below(size))] for _ in range(1 + below(1 + below(6))))


def plain_lines(count, seed):
    below = stream(seed)
    return [" ".join(made_word(below) for _ in range(4 + below(16))) for _ in range(count)]
