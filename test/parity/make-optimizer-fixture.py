"""Writes what 20 updates of each torch.optim rule come to, which the tests of our update rules are held to.

    python3 -m pip install torch
    python3 test/parity/make-optimizer-fixture.py
"""

import json
import pathlib

import torch

FILE = pathlib.Path(__file__).parents[2] / "src/worker/training/fixtures/torch-optimizers.json"
STEPS, RATE, LIMIT = 20, 0.05, 2.5

CASES = {
    "adam": lambda p: torch.optim.Adam(p, RATE),
    "adam with weight decay": lambda p: torch.optim.Adam(p, RATE, (0.8, 0.95), 1e-3, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, RATE, weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, RATE),
    "sgd with momentum and weight decay": lambda p: torch.optim.SGD(p, RATE, momentum=0.9, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, RATE),
    "rmsprop with a large ε and weight decay": lambda p: torch.optim.RMSprop(
        p, RATE, alpha=0.9, eps=0.1, weight_decay=0.1
    ),
    "rmsprop with momentum": lambda p: torch.optim.RMSprop(p, RATE, alpha=0.95, momentum=0.8),
    "adadelta": lambda p: torch.optim.Adadelta(p, 20 * RATE),
    "adadelta with a large ε and weight decay": lambda p: torch.optim.Adadelta(
        p, 20 * RATE, rho=0.8, eps=0.01, weight_decay=0.1
    ),
}


def updates(create):
    a = torch.tensor([[1.0, -2.0], [0.5, 3.0]], requires_grad=True)
    b = torch.tensor([0.1, -0.2, 0.3], requires_grad=True)
    optimizer = create([a, b])
    norms = []
    for step in range(STEPS):
        scale = (step + 1) * (-1) ** step
        with torch.no_grad():
            a.grad = torch.tensor([[0.5, -1.0], [2.0, 0.25]]) * scale + a * 0.1
            b.grad = torch.tensor([1e-9, 0.3, -0.7]) / (step + 1) + b * 0.1
        norms.append(torch.nn.utils.clip_grad_norm_([a, b], LIMIT).item())
        optimizer.step()
    return {"norms": norms, "parameters": {"a": a.flatten().tolist(), "b": b.tolist()}}


FILE.write_text(json.dumps({name: updates(create) for name, create in CASES.items()}, indent=2) + "\n")
