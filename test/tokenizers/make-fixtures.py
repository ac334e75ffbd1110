"""Writes test/tokenizers/fixtures: what the reference tokenisers make of hard lines.

    pip install sentencepiece==0.2.3 subword-nmt==0.3.8 regex==2026.11.19
    python test/tokenizers/make-fixtures.py

Of each line only a part of a digest of its tokens is kept, which is enough to see which line differs. The models are kept
whole, since training SentencePiece is no part of Saccade.
"""

import gzip
import hashlib
import io
import json
import random
from pathlib import Path

import regex
import sentencepiece
from hard_lines import hard_lines, plain_lines
from subword_nmt.apply_bpe import BPE
from subword_nmt.learn_bpe import learn_bpe

OUT = Path(__file__).with_name("fixtures")
HARD = hard_lines(4000, 1)
TRAIN = plain_lines(6000, 2) + hard_lines(4000, 3)
# Few hard lines, for few characters that a model must know: the others are unknown.
PIECES = TRAIN[:6000] + TRAIN[6000:6400]
MERGES = 2000
OLD_CODES = "e r\ner </w>\na n\nb a\nba ba\nl o\nlo w\ns t\nst </w>\n日 本\na a\naa a\nt h\nth e\nthe </w>\n"

MODELS = {
    "unigram": dict(model_type="unigram", vocab_size=700, user_defined_symbols=["@@", "東京", "</w>", "▁x"]),
    "unigram-suffix": dict(
        model_type="unigram",
        vocab_size=600,
        byte_fallback=True,
        normalization_rule_name="identity",
        treat_whitespace_as_suffix=True,
    ),
    "bpe": dict(
        model_type="bpe", vocab_size=900, byte_fallback=True, normalization_rule_name="nfkc_cf", user_defined_symbols=["low"]
    ),
    "bpe-spaces": dict(
        model_type="bpe",
        vocab_size=600,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        user_defined_symbols=["  ", "<sep>"],
    ),
}


def digests(rows):
    """Six hexadecimal digits of each row of tokens"""
    return "".join(hashlib.sha256("\x01".join(row).encode()).hexdigest()[:6] for row in rows)


def save(name, value):
    (OUT / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def bpe():
    codes = io.StringIO()
    learn_bpe(io.StringIO("".join(line + "\n" for line in TRAIN)), codes, MERGES)
    text = codes.getvalue()
    save(
        "subword-nmt.json",
        {
            "merges": MERGES,
            "learned": hashlib.sha256(text.encode()).hexdigest(),
            "lines": text.count("\n"),
            "outputs": digests(BPE(io.StringIO(text)).segment(line).split(" ") for line in HARD),
            "oldCodes": OLD_CODES,
            "oldOutputs": digests(BPE(io.StringIO(OLD_CODES)).segment(line).split(" ") for line in HARD),
        },
    )


def pieces():
    outputs = {}
    for name, options in MODELS.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(PIECES), model_writer=model, num_threads=1, minloglevel=2, hard_vocab_limit=False, character_coverage=0.99, **options
        )
        (OUT / f"{name}.model.gz").write_bytes(gzip.compress(model.getvalue(), 9, mtime=0))
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        every = [processor.id_to_piece(i) for i in range(processor.get_piece_size()) if not processor.is_control(i) and i != processor.unk_id()]
        drawn = random.Random(1)
        random_pieces = [drawn.choices(every, k=drawn.randrange(8)) for _ in range(60)]
        outputs[name] = {
            "pieces": digests(processor.encode(line, out_type=str) for line in HARD),
            "decoded": digests([processor.decode(processor.encode(line, out_type=str))] for line in HARD),
            "random": [["\x01".join(row), processor.decode(row) if row else ""] for row in random_pieces],
        }
    save("sentencepiece.json", outputs)


def words():
    white = regex.compile(r"\P{White_Space}+")
    boundary = regex.compile(r"(?w)\b", regex.V1)
    cut = lambda line: [part for chunk in white.findall(line) for part in boundary.split(chunk) if part]
    save("words.json", {"segments": digests(cut(line) for line in HARD)})


bpe()
words()
pieces()
