"""PyTorch's side of `npm run parity`: runs exported packages as anybody would and writes down what they compute.

    python packages.py FOLDER ...

Each folder holds a package and batch.json; outputs.safetensors and decoded.json are written beside them.
"""

import importlib.util
import inspect
import json
import pathlib
import sys

import torch
import torch.nn as nn
from safetensors.torch import load_file, save_file

LENGTH_FACTOR = 1


class Coins:
    """Stands for the module `random`: below one half where the reference is to be fed."""

    def __init__(self, coins):
        self.left = iter(coins)

    def random(self):
        return 0.25 if next(self.left) == 1 else 0.75


def use_other_sizes(module, batch):
    """The same class with every size doubled: it has to fit together, whatever it computes."""
    parameters = inspect.signature(module.Seq2Seq).parameters.items()
    sizes = {name: 2 * p.default for name, p in parameters if isinstance(p.default, int)}
    model = module.Seq2Seq(**sizes)
    answer = model(batch["source"], batch["lengths"], batch["targetInput"])
    logits = answer[0] if isinstance(answer, tuple) else answer
    assert logits.shape == (*batch["targetInput"].shape, sizes["target_vocabulary"])
    model.greedy(batch["source"], batch["lengths"], LENGTH_FACTOR)


def run(folder):
    spec = importlib.util.spec_from_file_location("model", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = module.Seq2Seq()
    model.load_state_dict(load_file(folder / "weights.safetensors"))  # strict: every name and shape must fit
    model.eval()
    batch = {name: torch.tensor(value) for name, value in json.loads((folder / "batch.json").read_text()).items()}
    coins = batch.pop("coins").tolist()[1:]  # the first token is fed whatever the coin says
    answer = model(batch["source"], batch["lengths"], batch["targetInput"])
    logits, attention = answer if isinstance(answer, tuple) else (answer, None)
    loss = nn.CrossEntropyLoss(ignore_index=module.PAD)(logits.flatten(0, 1), batch["targetOutput"].flatten())
    loss.backward()
    outputs = {f"gradient/{name}": parameter.grad for name, parameter in model.named_parameters()}
    outputs |= {"logits": logits, "loss": loss}
    if attention is not None:
        outputs["attention"] = attention
    module.random = Coins(coins)
    mixed = model(batch["source"], batch["lengths"], batch["targetInput"], teacher_forcing_ratio=0.5)
    outputs["mixed"] = mixed[0] if isinstance(mixed, tuple) else mixed
    use_other_sizes(module, batch)
    save_file({name: value.detach().contiguous() for name, value in outputs.items()}, folder / "outputs.safetensors")
    decoded = model.greedy(batch["source"], batch["lengths"], LENGTH_FACTOR)
    (folder / "decoded.json").write_text(json.dumps(decoded))


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}", flush=True)
    for name in sys.argv[1:]:
        run(pathlib.Path(name))
