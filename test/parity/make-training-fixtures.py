"""Writes the fixtures of training.test.ts: twenty losses of a training on one batch, by PyTorch's own modules.

The two models are written by hand as tutorials write them, from nn.Embedding, nn.GRU or nn.LSTM, nn.Linear and
nn.MultiheadAttention, trained by torch.optim.Adam with a teacher forcing ratio below 1: a coin a step for the whole batch.
They know nothing of Saccade's code; only the names and the layout of their first weights are translated.

    python3 -m pip install torch
    python3 test/parity/make-training-fixtures.py
"""

import json
import pathlib

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixture_parts import PAD, make_batch, packed

FOLDER = pathlib.Path(__file__).parent / "fixtures" / "training"
SOURCE_VOCABULARY, TARGET_VOCABULARY = 12, 11
SOURCE_LENGTHS = [4, 6, 1, 5]
TARGET_LENGTHS = [5, 2, 4, 6]
COINS = [1, 1, 0, 1, 0, 0]  # the first is not looked at
EMBEDDING, HIDDEN, LAYERS, SIZE, HEADS = 6, 8, 2, 7, 4
STEPS, LEARNING_RATE = 20, 0.01
# A token whose logit leads by less could be another one elsewhere, by rounding.
LEAST_LEAD = 1e-3


class Encoder(nn.Module):
    def __init__(self, rnn, **options):
        super().__init__()
        self.embedding = nn.Embedding(SOURCE_VOCABULARY, EMBEDDING)
        self.rnn = rnn(EMBEDDING, HIDDEN, LAYERS, batch_first=True, **options)

    def forward(self, source):
        packed = pack_padded_sequence(
            self.embedding(source), torch.tensor(SOURCE_LENGTHS), batch_first=True, enforce_sorted=False
        )
        outputs, state = self.rnn(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True)
        return outputs, state


class BahdanauAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.Wa = nn.Linear(HIDDEN, SIZE)
        self.Ua = nn.Linear(2 * HIDDEN, SIZE)
        self.Va = nn.Linear(SIZE, 1)

    def forward(self, query, keys, mask):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2)  # [batch, source]
        weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1).unsqueeze(1)
        return torch.bmm(weights, keys)


class BahdanauDecoder(nn.Module):
    """Additive attention asked by the last hidden state; its context joins the input."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(TARGET_VOCABULARY, EMBEDDING)
        self.attention = BahdanauAttention()
        self.rnn = nn.GRU(EMBEDDING + 2 * HIDDEN, HIDDEN, LAYERS, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * HIDDEN, TARGET_VOCABULARY)

    def forward(self, token, state, outputs, mask):
        context = self.attention(state[-1].unsqueeze(1), outputs, mask)
        output, state = self.rnn(torch.cat([self.embedding(token), context], dim=2), state)
        return self.out(output), state


class MultiHeadDecoder(nn.Module):
    """Multi-head attention asked by the top layer's output, before the logits."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(TARGET_VOCABULARY, EMBEDDING)
        self.rnn = nn.LSTM(EMBEDDING, HIDDEN, LAYERS, batch_first=True)
        self.attention = nn.MultiheadAttention(HIDDEN, HEADS, batch_first=True)
        self.inner = nn.Linear(2 * HIDDEN, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, TARGET_VOCABULARY)

    def forward(self, token, state, outputs, mask):
        output, state = self.rnn(self.embedding(token), state)
        context, _ = self.attention(output, outputs, outputs, key_padding_mask=~mask)
        return self.out(torch.tanh(self.inner(torch.cat([context, output], dim=2)))), state


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, source, target):
        outputs, state = self.encoder(source)
        mask = torch.arange(source.shape[1]) < torch.tensor(SOURCE_LENGTHS).unsqueeze(1)
        logits = []
        for step in range(target.shape[1]):
            token = target[:, step : step + 1]
            if step > 0 and COINS[step] == 0:
                best, second = logits[-1].detach().topk(2, dim=2).values.unbind(2)
                # Behind a sentence's end nothing is counted, and nothing that is follows.
                counted = torch.tensor(TARGET_LENGTHS) > step
                assert (best - second)[counted].min() > LEAST_LEAD, "Choose another seed: two tokens are nearly even."
                token = logits[-1].argmax(2)
            row, state = self.decoder(token, state, outputs, mask)
            logits.append(row)
        return torch.cat(logits, dim=1)


def parameters(network):
    """First weights under Saccade's names and in its layout: matrices [in, out]."""
    result = {}

    def linear(name, layer):
        result[f"{name}.weight"] = layer.weight.T
        if layer.bias is not None:
            result[f"{name}.bias"] = layer.bias

    for side, part in [("encoder", network.encoder), ("decoder", network.decoder)]:
        result[f"{side}.embedding.weight"] = part.embedding.weight
        for layer in range(LAYERS):
            for direction, suffix in [("forward", ""), ("backward", "_reverse")][: 2 if part.rnn.bidirectional else 1]:
                name = f"{side}.layers.{layer}.{direction}"
                result[f"{name}.weightInput"] = getattr(part.rnn, f"weight_ih_l{layer}{suffix}").T
                result[f"{name}.weightHidden"] = getattr(part.rnn, f"weight_hh_l{layer}{suffix}").T
                result[f"{name}.biasInput"] = getattr(part.rnn, f"bias_ih_l{layer}{suffix}")
                result[f"{name}.biasHidden"] = getattr(part.rnn, f"bias_hh_l{layer}{suffix}")
    attention = network.decoder.attention
    if isinstance(attention, BahdanauAttention):
        linear("attention.query", attention.Wa)
        linear("attention.key", attention.Ua)
        result["attention.v"] = attention.Va.weight.T
        result["attention.v.bias"] = attention.Va.bias
    else:
        weights, biases = attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3)
        for name, weight, bias in zip(["query", "key", "value"], weights, biases):
            result[f"attention.{name}.weight"] = weight.T
            result[f"attention.{name}.bias"] = bias
        linear("attention.output", attention.out_proj)
        linear("readout.inner", network.decoder.inner)
    linear("readout.logits", network.decoder.out)
    return {name: packed(value) for name, value in result.items()}


def make_fixture(preset, seed, build):
    torch.manual_seed(seed)
    network = build()
    generator = torch.Generator().manual_seed(seed)
    source, entry, output = make_batch(
        generator, (SOURCE_LENGTHS, SOURCE_VOCABULARY), (TARGET_LENGTHS, TARGET_VOCABULARY)
    )
    weights = parameters(network)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss(ignore_index=PAD)(network(source, entry).flatten(0, 1), output.flatten())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    fixture = {
        "torch": torch.__version__,
        "preset": preset,
        "sizes": {"embedding": EMBEDDING, "hidden": HIDDEN, "layers": LAYERS, "size": SIZE, "heads": HEADS},
        "vocabulary": {"source": SOURCE_VOCABULARY, "target": TARGET_VOCABULARY},
        "learningRate": LEARNING_RATE,
        "sourceLengths": SOURCE_LENGTHS,
        "targetLengths": TARGET_LENGTHS,
        "source": source.tolist(),
        "targetInput": entry.tolist(),
        "targetOutput": output.tolist(),
        "coins": COINS,
        "weights": weights,
        "losses": losses,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{preset}.json").write_text(json.dumps(fixture, indent=1) + "\n")
    print(preset, losses[0], losses[-1])


if __name__ == "__main__":
    make_fixture("bigru-bahdanau", 1, lambda: Seq2Seq(Encoder(nn.GRU, bidirectional=True), BahdanauDecoder()))
    make_fixture("lstm-multihead-top", 3, lambda: Seq2Seq(Encoder(nn.LSTM), MultiHeadDecoder()))
