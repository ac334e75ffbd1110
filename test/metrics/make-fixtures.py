"""Writes the fixtures that the tests beside this script compare Saccade's BLEU, chrF and bootstrap with.

    python3 -m pip install sacrebleu==2.6.0
    python3 test/metrics/make-fixtures.py
"""

import json
import os
import pathlib
import random

os.environ["SACREBLEU_SEED"] = "12345"

import numpy
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.significance import PairedTest

FOLDER = pathlib.Path(__file__).parent / "fixtures"

METRICS = {
    "bleu": lambda effective: BLEU(effective_order=effective),
    "bleu intl": lambda effective: BLEU(tokenize="intl", effective_order=effective),
    "bleu char": lambda effective: BLEU(tokenize="char", effective_order=effective),
    "bleu none": lambda effective: BLEU(tokenize="none", effective_order=effective),
    "bleu floor": lambda effective: BLEU(smooth_method="floor", effective_order=effective),
    "bleu floor 0.05": lambda effective: BLEU(smooth_method="floor", smooth_value=0.05, effective_order=effective),
    "bleu add-k": lambda effective: BLEU(smooth_method="add-k", effective_order=effective),
    "bleu add-k 2.5": lambda effective: BLEU(smooth_method="add-k", smooth_value=2.5, effective_order=effective),
    "bleu unsmoothed": lambda effective: BLEU(smooth_method="none", effective_order=effective),
    "chrf": lambda effective: CHRF(),
    "chrf++": lambda effective: CHRF(word_order=2),
    "chrf 4,1,3": lambda effective: CHRF(char_order=4, word_order=1, beta=3),
}

# What a model said, and what would have been right.
HAND_MADE = [
    ("", ["the cat sat on the mat"]),
    ("the cat sat on the mat", [""]),
    ("the cat sat on the mat .", ["the cat sat on the mat ."]),
    ("cat", ["cat"]),
    ("cat", ["dog"]),
    ("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]),
    ("It costs 1,000.5 dollars, or 3.14; 2,5 % off.", ["It costs 1,000.50 dollars or 3.14 , 2.5% off ."]),
    ("a state-of-the-art 1990-1991 model -- re-\nmade", ["a state of the art 1990 - 1991 model --- remade"]),
    ("He said &quot;A &amp;amp; B &lt; C&gt;&quot; &nbsp;.", ['He said "A &amp; B < C>" .']),
    ("Café naïve — “quoted” ‘words’… Ωμέγα İstanbul ǅ", ["Cafe naïve – \"quoted\" 'words'... ωμέγα Istanbul ǆ"]),
    ("我们在北京吃了三碗面。", ["我们在北京吃了两碗面条。", "我们昨天在北京吃面。"]),
    ("これはペンです、１２３。 한국어 텍스트", ["これはペンでした 、123 。 한국어 문장"]),
    ("nice 👍🏽 family 👨‍👩‍👧‍👦 flag 🇳🇱!", ["nice 👍 family 👨‍👩‍👧 flag 🇳🇱 !"]),
    ("  leading\tand \u00a0 trailing\u3000white  space \u2009 ", ["leading and trailing white space"]),
    ("zero\u200bwidth \ufeffmark a\u001cb c\u0085d e\u180ef \u2028 g\ufeff", ["zerowidth mark a b c d ef g"]),
    ("... !!! ??? $5 x+y=z a_b [c] {d} (e) ~f` @g #h ^i |j \\k 'l' *", [". . . ! ? $ 5 x + y = z a _ b c d e f 'l"]),
    ("don't can't o'clock U.S. e.g. Mr. 'tis rock 'n' roll", ["do n't can not o'clock US eg Mr 'tis rock and roll"]),
    ("one two three", ["one two", "one two three four", "one three"]),
    ("<skipped> a <b> c 5- -5 5-5 1. .1 1.a a.1 ,5 5,", ["a <b> c 5 - -5 5 -5 1 . .1 1 .a a .1 , 5 5 ,"]),
    ("a b c d e f g h", ["a b c", "a b c d e f g h i j k l m n", "x"]),
]

WORDS = (
    "the a of and to in is was for on with as by at from that it his her they we not all one two three house river "
    "quickly green idea walks sleeping 12 3.5 1,000 2026-11-22 U.K. well-known it's \"quoted\" (so) end. yes, no; why? "
    "ja: schöne Größe façade Привет мир 東京 大学 naïve 50% $20 C++ <tag> A&B &amp; – … « mot » e-mail ok! 1st x=1 /usr/bin"
).split()


def sentence(source, length):
    return " ".join(source.choice(WORDS) for _ in range(length))


def disturb(source, text, rate):
    words = []
    for word in text.split():
        turn = source.random()
        if turn < rate / 4:
            continue
        if turn < rate / 2:
            words.append(source.choice(WORDS))
        elif turn < 3 * rate / 4:
            words += [word, source.choice(words or WORDS)]
        elif turn < rate:
            words.insert(source.randrange(len(words) + 1), word)
        else:
            words.append(word)
    return " ".join(words)


def generated(count):
    source = random.Random(20)
    pairs = []
    for index in range(count):
        reference = sentence(source, source.randint(1, 25))
        references = [reference]
        for _ in range(source.choice([0, 0, 0, 1, 2])):
            references.append(disturb(source, reference, source.random()))
        references = [text or source.choice(WORDS) for text in references]
        pairs.append((disturb(source, source.choice(references), source.random()), references))
    return pairs


def columns(pairs):
    """References the way sacreBLEU takes them: a list for each place, None where a sentence has fewer."""
    most = max(len(references) for _, references in pairs)
    return [[references[place] if place < len(references) else None for _, references in pairs] for place in range(most)]


def corpus(pairs):
    hypotheses = [hypothesis for hypothesis, _ in pairs]
    scores = {}
    for name, make in METRICS.items():
        metric = make(False)
        score = metric.corpus_score(hypotheses, columns(pairs)).score
        scores[name] = {"score": score, "signature": metric.get_signature().format()}
    return scores


def sentences(pairs):
    rows = []
    for hypothesis, references in pairs:
        scores = {}
        for name, make in METRICS.items():
            kinds = {"": True} if name.startswith("chrf") else {"": True, " fixed order": False}
            for suffix, effective in kinds.items():
                score = make(effective).sentence_score(hypothesis, references).score
                scores[name + suffix] = round(score, 9)
        rows.append({"hypothesis": hypothesis, "references": references, "scores": scores})
    return rows


def part(pairs):
    single = [(hypothesis, references[:1]) for hypothesis, references in pairs]
    return {"sentences": sentences(pairs), "corpus": corpus(pairs), "corpusOfFirstReferences": corpus(single)}


def bootstrap():
    """sacreBLEU's paired bootstrap over 40 pairs and 100 resamples, with the places it drew."""
    source = random.Random(7)
    references = [sentence(source, source.randint(4, 16)) for _ in range(40)]
    systems = {
        "baseline": [disturb(source, text, 0.45) for text in references],
        "better": [disturb(source, text, 0.3) for text in references],
        "alike": [disturb(source, text, 0.45) for text in references],
    }
    resamples = 100
    metrics = {"BLEU": BLEU(references=[references]), "chrF": CHRF(references=[references])}
    named = list(systems.items())
    _, scores = PairedTest(named, metrics, references=None, test_type="bs", n_samples=resamples)()
    results = {}
    for name, row in scores.items():
        if name == "System":
            continue
        results["bleu" if name.startswith("BLEU") else "chrf"] = [
            {
                "score": float(one.score),
                "mean": float(one.mean),
                "ci": float(one.ci),
                "p": None if one.p_value is None else float(one.p_value),
            }
            for one in row
        ]
    # The generator that PairedTest makes for itself, and its only draw.
    places = numpy.random.default_rng(12345).choice(len(references), size=(resamples, len(references)), replace=True)
    return {
        "references": references,
        "systems": systems,
        "places": places.tolist(),
        "results": results,
    }


FOLDER.mkdir(exist_ok=True)
contents = {
    "scores.json": {
        "sacrebleu": sacrebleu.__version__,
        "generated": part(generated(200)),
        "handMade": part(HAND_MADE),
    },
    "bootstrap.json": {"sacrebleu": sacrebleu.__version__, **bootstrap()},
}
for name, content in contents.items():
    (FOLDER / name).write_text(json.dumps(content, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n")
