"""What the scripts that write fixtures share: ragged batches of random tokens, and how a tensor is written down."""

import base64

import torch

PAD, BOS, EOS = 0, 1, 2


def packed(tensor):
    data = tensor.detach().contiguous().to(torch.float32).numpy().tobytes()
    return {"shape": list(tensor.shape), "float32": base64.b64encode(data).decode()}


def make_batch(generator, source, target):
    """Source, decoder input and expected output; `source` and `target` are (lengths, size of the vocabulary)."""

    def rows(lengths, size):
        ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
        for row, length in enumerate(lengths):
            ids[row, : length - 1] = torch.randint(3, size, (length - 1,), generator=generator)
            ids[row, length - 1] = EOS
        return ids

    sources = rows(*source)
    output = rows(*target)
    entry = torch.full_like(output, PAD)
    for row, length in enumerate(target[0]):
        entry[row, 0] = BOS
        entry[row, 1:length] = output[row, : length - 1]
    return sources, entry, output
