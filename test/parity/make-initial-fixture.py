"""Writes the fixture of initial.test.ts: how PyTorch's modules draw the first weights of every kind of parameter.

The models are those of make-fixtures.py, as PyTorch makes them. Of each parameter, over many models, there are the largest
absolute number and the standard deviation; a test holds Saccade's `initialization: pytorch` to them.

    python3 -m pip install torch
    python3 test/parity/make-initial-fixture.py
"""

import importlib.util
import json
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
DRAWS = 40

spec = importlib.util.spec_from_file_location("fixtures", HERE / "make-fixtures.py")
fixtures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixtures)

encoder, decoder, attention = fixtures.encoder, fixtures.decoder, fixtures.attention
SIZES = {"hidden": 8, "embedding": 10}
ONE_WAY = {**SIZES, "layers": 1, "bidirectional": False}
MODELS = [
    {
        "encoder": encoder(**SIZES),
        "bridge": "dense",
        "decoder": decoder("deep", **{**SIZES, "hidden": 6}),
        "attention": attention("additive", size=12, coverage="additive", bias=True),
    },
    {
        "encoder": encoder(**ONE_WAY, cell="lstm"),
        "bridge": "pass",
        "decoder": decoder("attentional", **ONE_WAY, cell="lstm"),
        "attention": attention("general", placement="top", span="local-p", window=2),
    },
    {
        "encoder": encoder(**{**ONE_WAY, "bidirectional": True}, cell="lstm"),
        "bridge": "zero",
        "decoder": decoder("output+context", **{**ONE_WAY, "hidden": 6}),
        "attention": attention("concat", placement="top", size=12),
    },
    {
        "encoder": encoder(**ONE_WAY),
        "bridge": "pass",
        "decoder": decoder(**ONE_WAY),
        "attention": attention("location", positions=20),
    },
    # Queries, keys and values of one width, and of two.
    {
        "encoder": encoder(**ONE_WAY),
        "bridge": "pass",
        "decoder": decoder("attentional", **ONE_WAY),
        "attention": attention("multi-head", placement="top", heads=2),
    },
    {
        "encoder": encoder(**ONE_WAY),
        "bridge": "pass",
        "decoder": decoder(**{**ONE_WAY, "embedding": 16}),
        "attention": attention("multi-head", query="embedding", heads=2),
    },
]


def describe(model):
    pools = {}
    for seed in range(DRAWS):
        torch.manual_seed(seed)
        for name, values in fixtures.named(fixtures.Model(model), model, lambda parameter: parameter).items():
            pools.setdefault(name, []).append(values.detach().flatten())
    return {"model": model, "parameters": {name: measure(torch.cat(draws)) for name, draws in pools.items()}}


def measure(values):
    return {"count": len(values), "largest": values.abs().max().item(), "spread": values.square().mean().sqrt().item()}


if __name__ == "__main__":
    content = {
        "torch": torch.__version__,
        "vocabulary": {"source": fixtures.SOURCE_VOCABULARY, "target": fixtures.TARGET_VOCABULARY},
        "draws": DRAWS,
        "models": [describe(model) for model in MODELS],
    }
    folder = fixtures.FOLDER / "initial"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pytorch.json").write_text(json.dumps(content, indent=1) + "\n")
