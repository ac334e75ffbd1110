"""Writes the fixtures that the tests beside this script compare Saccade's models with.

Every model here is put together from nn.GRU, nn.LSTM and nn.Linear with packed sequences, the way it would be
written in PyTorch, and knows nothing of Saccade's code; only the names and the layout of weights are translated.

    python3 -m pip install torch
    python3 test/parity/make-fixtures.py [NAME ...]

Given names, it writes those fixtures alone.
"""

import json
import pathlib
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixture_parts import PAD, make_batch, packed

FOLDER = pathlib.Path(__file__).parent / "fixtures"
SOURCE_VOCABULARY, TARGET_VOCABULARY = 9, 8
SOURCE_LENGTHS = [4, 6, 1, 5]  # neither sorted nor equal
TARGET_LENGTHS = [5, 2, 4, 1]


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.reversed = c["reversed"]
        self.embedding = nn.Embedding(SOURCE_VOCABULARY, c["embedding"])
        kind = nn.GRU if c["cell"] == "gru" else nn.LSTM
        self.rnn = kind(
            c["embedding"], c["hidden"], c["layers"], batch_first=True, bidirectional=c["bidirectional"]
        )

    def forward(self, source, lengths):
        if self.reversed:
            source = reverse_within(source, lengths)
        packed = pack_padded_sequence(self.embedding(source), lengths, batch_first=True, enforce_sorted=False)
        outputs, state = self.rnn(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True)
        if self.reversed:
            outputs = reverse_within(outputs, lengths)
        return outputs, list(state) if isinstance(state, tuple) else [state]  # parts of [layers * directions, batch, hidden]


def reverse_within(x, lengths):
    result = x.clone()
    for row, length in enumerate(lengths):
        result[row, :length] = x[row, :length].flip(0)
    return result


class Bridge(nn.Module):
    def __init__(self, kind, encoder, decoder):
        super().__init__()
        self.kind, self.encoder, self.decoder = kind, encoder, decoder
        self.parts = 2 if decoder["cell"] == "lstm" else 1
        if kind == "dense":
            inputs = encoder["hidden"] * directions(encoder)
            outputs = decoder["hidden"] * directions(decoder)
            self.maps = nn.ModuleList(
                nn.ModuleList(nn.Linear(inputs, outputs) for _ in range(self.parts)) for _ in range(decoder["layers"])
            )

    def forward(self, states):
        if self.kind == "pass":
            return states
        encoder, decoder = self.encoder, self.decoder
        batch = states[0].shape[1]
        if self.kind == "zero":
            rows = decoder["layers"] * directions(decoder)
            return [torch.zeros(rows, batch, decoder["hidden"]) for _ in range(self.parts)]
        # [layers, batch, directions * hidden]
        joined = [
            part.view(encoder["layers"], directions(encoder), batch, -1).transpose(1, 2).flatten(2) for part in states
        ]
        if self.kind == "concat":
            return joined
        result = []
        for part in range(self.parts):
            rows = []
            for layer, maps in enumerate(self.maps):
                from_layer = max(0, encoder["layers"] - decoder["layers"] + layer)
                mapped = torch.tanh(maps[part](joined[min(part, len(joined) - 1)][from_layer]))
                rows += mapped.chunk(directions(decoder), dim=-1)
            result.append(torch.stack(rows))
        return result


def directions(c):
    return 2 if c["bidirectional"] else 1


class Attention(nn.Module):
    def __init__(self, c, query, key):
        super().__init__()
        kind, size, heads = c["score"], c["size"], c["heads"]
        self.kind = kind
        self.span, self.window, self.ratio = c.get("span", "global"), c.get("window"), c.get("ratio", 1.0)
        self.renormalize = c.get("renormalize", True)
        if self.span == "local-p":
            self.centre = nn.Sequential(nn.Linear(query, query, bias=False), nn.Tanh(), nn.Linear(query, 1, bias=False))
        self.cover = nn.Linear(1, size, bias=False) if c["coverage"] == "additive" else None
        if kind == "additive":
            bias = c.get("bias", False)
            self.query = nn.Linear(query, size, bias=bias)
            self.key = nn.Linear(key, size, bias=bias)
            self.v = nn.Linear(size, 1, bias=bias)
        if kind == "general":
            self.key = nn.Linear(key, query, bias=False)
        if kind == "concat":
            self.weight = nn.Linear(query + key, size, bias=False)
            self.v = nn.Linear(size, 1, bias=False)
        if kind == "location":
            self.location = nn.Linear(query, c["positions"], bias=False)
        if kind == "multi-head":
            self.inner = nn.MultiheadAttention(query, heads, kdim=key, vdim=key, batch_first=True)

    def look(self, query, mask, step):
        """Which positions step `step` may look at, and the Gaussian over them: bool and float [batch, source]."""
        if self.span == "global":
            return mask, torch.ones(mask.shape)
        length = mask.sum(dim=1, keepdim=True).float()
        if self.span == "local-m":
            centre = torch.minimum(torch.tensor(float(step)) * self.ratio, length - 1)
        else:
            centre = length * torch.sigmoid(self.centre(query))
        away = torch.arange(mask.shape[1]).float() - centre
        sigma = self.window / 2
        bell = torch.exp(-(away**2) / (2 * sigma**2)) if self.span == "local-p" else torch.ones(mask.shape)
        return mask & (away.abs() <= self.window), bell

    def forward(self, query, outputs, mask, coverage, step):
        """[batch, query], [batch, source, key], bool [batch, source], [batch, source] -> [batch, context], [batch, heads, source]"""
        allowed, bell = self.look(query, mask, step)
        if self.kind == "multi-head" and not self.renormalize:
            return self.by_hand(query, outputs, allowed, bell)
        if self.kind == "multi-head":
            # Added to the scores of each head before its softmax.
            outside = bell.log().masked_fill(~allowed, float("-inf"))
            context, weights = self.inner(
                query.unsqueeze(1),
                outputs,
                outputs,
                attn_mask=outside.unsqueeze(1).repeat_interleave(self.inner.num_heads, dim=0),
                average_attn_weights=False,
            )
            return context.squeeze(1), weights.squeeze(2)
        if self.kind == "additive":
            hidden = self.query(query).unsqueeze(1) + self.key(outputs)
            if self.cover is not None:
                hidden = hidden + self.cover(coverage.unsqueeze(2))
            scores = self.v(torch.tanh(hidden)).squeeze(2)
        elif self.kind == "concat":
            queries = query.unsqueeze(1).expand(-1, outputs.shape[1], -1)
            scores = self.v(torch.tanh(self.weight(torch.cat([queries, outputs], dim=2)))).squeeze(2)
        elif self.kind == "location":
            scores = self.location(query)[:, : mask.shape[1]]
        else:
            keys = self.key(outputs) if self.kind == "general" else outputs
            scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
            if self.kind == "scaled-dot":
                scores = scores / query.shape[1] ** 0.5
        weights = F.softmax(scores.masked_fill(~allowed, float("-inf")), dim=1)
        if self.span == "local-p":
            weights = weights * bell
            if self.renormalize:
                weights = weights / weights.sum(dim=1, keepdim=True)
        return torch.bmm(weights.unsqueeze(1), outputs).squeeze(1), weights.unsqueeze(1)

    def by_hand(self, query, outputs, allowed, bell):
        """nn.MultiheadAttention's weights, multiplied by the Gaussian, and its parameters for what follows."""
        inner, heads = self.inner, self.inner.num_heads
        outside = torch.zeros(allowed.shape).masked_fill(~allowed, float("-inf"))
        mask = outside.unsqueeze(1).repeat_interleave(heads, dim=0)
        _, weights = inner(query.unsqueeze(1), outputs, outputs, attn_mask=mask, average_attn_weights=False)
        weights = weights.squeeze(2) * bell.unsqueeze(1)  # [batch, heads, source]
        matrix = inner.v_proj_weight if inner.in_proj_weight is None else inner.in_proj_weight.chunk(3)[2]
        values = F.linear(outputs, matrix, inner.in_proj_bias.chunk(3)[2])
        parts = [torch.bmm(weights[:, [head]], part) for head, part in enumerate(values.chunk(heads, dim=2))]
        return inner.out_proj(torch.cat(parts, dim=2)).squeeze(1), weights


class Decoder(nn.Module):
    def __init__(self, c, attention, key):
        super().__init__()
        self.kind, self.readout, self.placement, self.query = c["cell"], c["readout"], attention["placement"], attention["query"]
        self.feeds, self.directions = c["inputFeeding"], directions(c)
        self.embedding = nn.Embedding(TARGET_VOCABULARY, c["embedding"])
        attends = attention["score"] != "none"
        self.at_input = attends and self.placement == "input"
        self.layer_wise = attends and self.placement == "layer-wise"
        top = c["hidden"] * directions(c)
        query = c["hidden"] if self.query == "state" else c["embedding"]
        if self.placement != "input":
            query = top
        context = 0 if not attends else query if attention["score"] == "multi-head" else key
        self.attentions = nn.ModuleList(
            Attention(attention, query, key) for _ in range((c["layers"] if self.layer_wise else 1) if attends else 0)
        )
        vector = top + (context if self.readout == "output+context" else 0)
        inputs = c["embedding"] + (context if self.at_input else 0) + (vector if self.feeds else 0)
        rnn = nn.GRU if c["cell"] == "gru" else nn.LSTM
        if self.layer_wise:
            self.layers = nn.ModuleList(
                rnn(
                    inputs if layer == 0 else top + context,
                    c["hidden"],
                    batch_first=True,
                    bidirectional=c["bidirectional"],
                )
                for layer in range(c["layers"])
            )
        else:
            self.rnn = rnn(inputs, c["hidden"], c["layers"], batch_first=True, bidirectional=c["bidirectional"])
        if self.readout == "attentional":
            self.inner = nn.Linear(context + top, top, bias=False)
        if self.readout == "deep":
            self.inner = nn.Linear(top + context + c["embedding"], top)
        self.logits = nn.Linear(vector, TARGET_VOCABULARY)

    def first(self, states, mask):
        """What is carried before the first step: the states, the fed vector, and each attention's coverage."""
        batch = mask.shape[0]
        fed = torch.zeros(batch, self.logits.in_features) if self.feeds else None
        return states, fed, [torch.zeros(mask.shape) for _ in self.attentions]

    def forward(self, token, carried, outputs, mask, step):
        states, fed, coverage = carried
        coverage = list(coverage)
        embedded = self.embedding(token)
        inputs, context = embedded, None
        all_weights, overlaps = [], []

        def attend(index, query):
            context, weights = self.attentions[index](query, outputs, mask, coverage[index], step)
            overlaps.append(torch.minimum(weights[:, 0], coverage[index]).sum(1))
            coverage[index] = coverage[index] + weights[:, 0]
            all_weights.append(weights)
            return context

        if self.at_input:
            context = attend(0, embedded if self.query == "embedding" else states[0][-1])
            inputs = torch.cat([embedded, context], dim=1)
        if self.feeds:
            inputs = torch.cat([embedded, fed], dim=1)
        if self.layer_wise:
            after = []
            for index, layer in enumerate(self.layers):
                own = [part[index * self.directions : (index + 1) * self.directions] for part in states]
                output, own = self.advance(layer, inputs, own)
                after.append(own)
                context = attend(index, output)
                inputs = torch.cat([output, context], dim=1)
            states = [torch.cat(part) for part in zip(*after)]
        else:
            output, states = self.advance(self.rnn, inputs, states)
        if len(self.attentions) > 0 and self.placement == "top":
            context = attend(0, output)
        vector = self.read(output, context, embedded)
        carried = states, vector if self.feeds else None, coverage
        weights = torch.stack(all_weights, 1) if all_weights else None  # [batch, layers, heads, source]
        return self.logits(vector), carried, weights, sum(overlaps) / len(overlaps) if overlaps else None

    def advance(self, rnn, inputs, states):
        output, after = rnn(inputs.unsqueeze(1), tuple(states) if self.kind == "lstm" else states[0])
        return output.squeeze(1), list(after) if self.kind == "lstm" else [after]

    def read(self, output, context, embedded):
        if self.readout == "output+context":
            return torch.cat([output, context], dim=1)
        if self.readout == "attentional":
            return torch.tanh(self.inner(torch.cat([context, output], dim=1)))
        if self.readout == "deep":
            parts = [output, embedded] if context is None else [output, context, embedded]
            return torch.tanh(self.inner(torch.cat(parts, dim=1)))
        return output


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.encoder = Encoder(c["encoder"])
        self.bridge = Bridge(c["bridge"], c["encoder"], c["decoder"])
        self.decoder = Decoder(c["decoder"], c["attention"], c["encoder"]["hidden"] * directions(c["encoder"]))

    def forward(self, source, lengths, target, coins):
        """Logits [batch, target, vocabulary], attention [batch, layers, heads, target, source], overlap [batch, target]."""
        outputs, states = self.encoder(source, lengths)
        mask = torch.arange(source.shape[1])[None, :] < torch.tensor(lengths)[:, None]
        carried = self.decoder.first(self.bridge(states), mask)
        token, logits, attention, overlaps = target[:, 0], [], [], []
        for step in range(target.shape[1]):
            if step > 0:
                own = logits[-1].argmax(1)
                token = target[:, step] if coins is None else torch.where(coins[step] > 0.5, target[:, step], own)
            row, carried, weights, overlap = self.decoder(token, carried, outputs, mask, step)
            logits.append(row)
            attention.append(weights)
            overlaps.append(overlap)
        if attention[0] is None:
            return torch.stack(logits, 1), None, None
        return torch.stack(logits, 1), torch.stack(attention, 3), torch.stack(overlaps, 1)


def named(model, c, pick):
    """Parameters (or their gradients) under Saccade's names and in its layout: matrices [in, out]."""
    result = {}

    def linear(name, layer):
        result[f"{name}.weight"] = pick(layer.weight).T
        if layer.bias is not None:
            result[f"{name}.bias"] = pick(layer.bias)

    def recurrent(side, rnn, first=0):
        for layer in range(rnn.num_layers):
            for direction, suffix in [("forward", ""), ("backward", "_reverse")][: 2 if rnn.bidirectional else 1]:
                name = f"{side}.layers.{first + layer}.{direction}"
                result[f"{name}.weightInput"] = pick(getattr(rnn, f"weight_ih_l{layer}{suffix}")).T
                result[f"{name}.weightHidden"] = pick(getattr(rnn, f"weight_hh_l{layer}{suffix}")).T
                result[f"{name}.biasInput"] = pick(getattr(rnn, f"bias_ih_l{layer}{suffix}"))
                result[f"{name}.biasHidden"] = pick(getattr(rnn, f"bias_hh_l{layer}{suffix}"))

    def attention(name, layer):
        if layer.kind == "additive":
            linear(f"{name}.query", layer.query)
            linear(f"{name}.key", layer.key)
            result[f"{name}.v"] = pick(layer.v.weight).T
            if layer.v.bias is not None:
                result[f"{name}.v.bias"] = pick(layer.v.bias)
        if layer.cover is not None:
            linear(f"{name}.coverage", layer.cover)
        if layer.kind == "general":
            linear(f"{name}.key", layer.key)
        if layer.kind == "concat":
            linear(name, layer.weight)
            result[f"{name}.v"] = pick(layer.v.weight).T
        if layer.span == "local-p":
            linear(f"{name}.centre", layer.centre[0])
            result[f"{name}.centre.v"] = pick(layer.centre[2].weight).T
        if layer.kind == "location":
            linear(f"{name}.location", layer.location)
        if layer.kind == "multi-head":
            inner = layer.inner
            weights = [inner.q_proj_weight, inner.k_proj_weight, inner.v_proj_weight]
            if inner.in_proj_weight is not None:  # one matrix where the sizes are equal
                weights = inner.in_proj_weight, inner.in_proj_weight, inner.in_proj_weight
            width = inner.embed_dim
            for index, (part, weight) in enumerate(zip(["query", "key", "value"], weights)):
                rows = slice(index * width, (index + 1) * width)
                own = pick(weight)[rows] if inner.in_proj_weight is not None else pick(weight)
                result[f"{name}.{part}.weight"] = own.T
                result[f"{name}.{part}.bias"] = pick(inner.in_proj_bias)[rows]
            linear(f"{name}.output", inner.out_proj)

    decoder = model.decoder
    result["encoder.embedding.weight"] = pick(model.encoder.embedding.weight)
    recurrent("encoder", model.encoder.rnn)
    if c["bridge"] == "dense":
        for layer, maps in enumerate(model.bridge.maps):
            for part, layer_map in zip(["hidden", "cell"], maps):
                linear(f"bridge.layers.{layer}.{part}", layer_map)
    result["decoder.embedding.weight"] = pick(decoder.embedding.weight)
    for index, layer in enumerate(decoder.layers if decoder.layer_wise else [decoder.rnn]):
        recurrent("decoder", layer, index)
    for index, layer in enumerate(decoder.attentions):
        attention(f"attention.{index}" if decoder.layer_wise else "attention", layer)
    if hasattr(decoder, "inner"):
        linear("readout.inner", decoder.inner)
    linear("readout.logits", decoder.logits)
    return result


def make_fixture(name, seed, model, coins=None, label_smoothing=0.0, coverage_loss=0.0):
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    network = Model(model)
    for path, parameter in network.named_parameters():
        if path.endswith(("in_proj_bias", "out_proj.bias")):
            nn.init.normal_(parameter)  # PyTorch starts with zeros, which would hide a mistake
    source, entry, output = make_batch(
        generator, (SOURCE_LENGTHS, SOURCE_VOCABULARY), (TARGET_LENGTHS, TARGET_VOCABULARY)
    )
    coin_rows = None
    if coins is not None:
        coin_rows = torch.randint(0, 2, (output.shape[1], len(SOURCE_LENGTHS) if coins == "token" else 1), generator=generator)
    logits, attention, overlap = network(source, SOURCE_LENGTHS, entry, coin_rows)
    loss = nn.CrossEntropyLoss(ignore_index=PAD, label_smoothing=label_smoothing)(logits.flatten(0, 1), output.flatten())
    if coverage_loss > 0:
        loss = loss + coverage_loss * overlap[output != PAD].mean()
    loss.backward()
    fixture = {
        "torch": torch.__version__,
        "model": model,
        "vocabulary": {"source": SOURCE_VOCABULARY, "target": TARGET_VOCABULARY},
        "labelSmoothing": label_smoothing,
        **({"coverageLoss": coverage_loss} if coverage_loss > 0 else {}),
        "sourceLengths": SOURCE_LENGTHS,
        "targetLengths": TARGET_LENGTHS,
        "source": source.tolist(),
        "targetInput": entry.tolist(),
        "targetOutput": output.tolist(),
        "coins": None if coin_rows is None else coin_rows.tolist(),
        "weights": {key: packed(value) for key, value in named(network, model, lambda p: p).items()},
        "logits": packed(logits),
        "attention": None if attention is None else packed(attention),
        "loss": packed(loss),
        "gradients": {key: packed(value) for key, value in named(network, model, lambda p: p.grad).items()},
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(fixture, indent=1) + "\n")


def side(cell="gru", layers=2, hidden=4, bidirectional=True, embedding=3, **more):
    return {"cell": cell, "layers": layers, "hidden": hidden, "bidirectional": bidirectional, "embedding": embedding, **more}


def encoder(reversed_source=False, **more):
    return side(**more, reversed=reversed_source)


def decoder(readout="output", input_feeding=False, **more):
    return side(**more, readout=readout, inputFeeding=input_feeding)


def attention(score="none", placement="input", query="state", size=5, heads=2, coverage="none", **span):
    return {
        **span,
        "score": score,
        "placement": placement,
        "query": query,
        "size": size,
        "heads": heads,
        "coverage": coverage,
    }


def main():
    FOLDER.mkdir(exist_ok=True)
    make_fixture("bigru-plain", 1, {"encoder": encoder(), "bridge": "pass", "decoder": decoder(), "attention": attention()})
    make_fixture(
        "bigru-bahdanau",
        2,
        {"encoder": encoder(), "bridge": "pass", "decoder": decoder(), "attention": attention("additive")},
        coins="step",
    )
    make_fixture(
        "bahdanau-2015",
        3,
        {
            "encoder": encoder(layers=1),
            "bridge": "dense",
            "decoder": decoder("deep", layers=1, bidirectional=False, hidden=5),
            "attention": attention("additive"),
        },
        coins="token",
    )
    make_fixture(
        "lstm-luong",
        4,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", cell="lstm", bidirectional=False),
            "attention": attention("general", placement="top"),
        },
        label_smoothing=0.1,
    )
    make_fixture(
        "bilstm-concat-dot",
        5,
        {
            "encoder": encoder(cell="lstm", hidden=3),
            "bridge": "concat",
            "decoder": decoder("output+context", cell="lstm", bidirectional=False, hidden=6),
            "attention": attention("dot", placement="top"),
        },
        coins="step",
    )
    make_fixture(
        "bilstm-passed",
        6,
        {
            "encoder": encoder(cell="lstm", layers=3, hidden=3, reversed_source=True),
            "bridge": "pass",
            "decoder": decoder("deep", cell="lstm", layers=3, hidden=3),
            "attention": attention("general"),
        },
    )
    make_fixture(
        "gru-embedding-query",
        7,
        {
            "encoder": encoder(bidirectional=False, reversed_source=True),
            "bridge": "zero",
            "decoder": decoder("output+context", bidirectional=False, embedding=4),
            "attention": attention("scaled-dot", query="embedding"),
        },
        label_smoothing=0.2,
    )
    make_fixture(
        "mixed-cells-dense",
        8,
        {
            "encoder": encoder(layers=1),
            "bridge": "dense",
            "decoder": decoder("deep", cell="lstm", hidden=3, embedding=4),
            "attention": attention(),
        },
    )
    make_fixture(
        "lstm-multihead-input",
        9,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder(cell="lstm", bidirectional=False, embedding=6),
            "attention": attention("multi-head", query="embedding", heads=3),
        },
        coins="step",
    )
    make_fixture(
        "lstm-multihead-top",
        10,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("output+context", cell="lstm", bidirectional=False),
            "attention": attention("multi-head", placement="top"),
        },
    )
    make_fixture(
        "gru-concat",
        11,
        {
            "encoder": encoder(layers=1),
            "bridge": "pass",
            "decoder": decoder("attentional", layers=1),
            "attention": attention("concat"),
        },
        coins="token",
    )
    make_fixture(
        "lstm-layerwise",
        12,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("output+context", cell="lstm", bidirectional=False),
            "attention": attention("multi-head", placement="layer-wise"),
        },
        coins="token",
    )
    make_fixture(
        "bigru-layerwise-coverage",
        13,
        {
            "encoder": encoder(layers=3, hidden=3),
            "bridge": "pass",
            "decoder": decoder("deep", layers=3, hidden=3),
            "attention": attention("additive", placement="layer-wise", coverage="additive"),
        },
        coverage_loss=0.7,
    )
    make_fixture(
        "luong-2015",
        14,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", input_feeding=True, cell="lstm", bidirectional=False),
            "attention": attention("general", placement="top"),
        },
        coins="step",
    )
    make_fixture(
        "bigru-context-fed",
        15,
        {
            "encoder": encoder(hidden=3),
            "bridge": "pass",
            "decoder": decoder("output+context", input_feeding=True, hidden=3),
            "attention": attention("concat", placement="top"),
        },
    )
    make_fixture(
        "bigru-coverage",
        16,
        {
            "encoder": encoder(hidden=3),
            "bridge": "pass",
            "decoder": decoder(hidden=3),
            "attention": attention("additive", coverage="additive"),
        },
        coins="step",
        label_smoothing=0.1,
        coverage_loss=1.0,
    )
    make_fixture(
        "gru-coverage-top",
        17,
        {
            "encoder": encoder(bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", bidirectional=False),
            "attention": attention("additive", placement="top", coverage="additive"),
        },
        coverage_loss=2.0,
    )
    make_fixture(
        "luong-location",
        21,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", True, cell="lstm", bidirectional=False),
            "attention": attention("location", placement="top", positions=9),
        },
    )
    make_fixture(
        "luong-local-m",
        22,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", True, cell="lstm", bidirectional=False),
            "attention": attention("general", placement="top", span="local-m", window=1),
        },
        coins="step",
    )
    make_fixture(
        "luong-local-p",
        23,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", True, cell="lstm", bidirectional=False),
            "attention": attention("general", placement="top", span="local-p", window=2),
        },
    )
    make_fixture(
        "gru-local",
        24,
        {
            "encoder": encoder(bidirectional=False),
            "bridge": "pass",
            "decoder": decoder(bidirectional=False, embedding=4),
            "attention": attention("additive", query="embedding", span="local-m", window=1, centre="ratio", ratio=0.75),
        },
        coins="token",
    )
    make_fixture(
        "gru-local-p",
        25,
        {
            "encoder": encoder(bidirectional=False),
            "bridge": "pass",
            "decoder": decoder(bidirectional=False),
            "attention": attention("concat", query="embedding", span="local-p", window=1),
        },
        label_smoothing=0.1,
    )
    make_fixture(
        "bigru-multihead-local-p",
        26,
        {
            "encoder": encoder(),
            "bridge": "pass",
            "decoder": decoder("deep"),
            "attention": attention("multi-head", span="local-p", window=2),
        },
    )
    make_fixture(
        "lstm-layerwise-local",
        27,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("output+context", cell="lstm", bidirectional=False),
            "attention": attention("multi-head", placement="layer-wise", span="local-m", window=2),
        },
    )
    make_fixture(
        "bigru-layerwise-local-p",
        28,
        {
            "encoder": encoder(layers=2, hidden=3),
            "bridge": "pass",
            "decoder": decoder("deep", layers=2, hidden=3),
            "attention": attention("additive", placement="layer-wise", coverage="additive", span="local-p", window=3),
        },
    )
    make_fixture(
        "bilstm-location-local-p",
        29,
        {
            "encoder": encoder(cell="lstm", hidden=3),
            "bridge": "concat",
            "decoder": decoder("output+context", cell="lstm", bidirectional=False, hidden=6),
            "attention": attention("location", placement="top", positions=6, span="local-p", window=4),
        },
        coins="step",
    )
    make_fixture(
        "bigru-biases",
        30,
        {
            "encoder": encoder(),
            "bridge": "pass",
            "decoder": decoder(),
            "attention": attention("additive", bias=True),
        },
        coins="step",
    )
    make_fixture(
        "gru-biases-coverage",
        31,
        {
            "encoder": encoder(layers=1, bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", layers=1, bidirectional=False),
            "attention": attention("additive", placement="top", coverage="additive", bias=True),
        },
        coverage_loss=1.0,
    )
    make_fixture(
        "luong-local-p-as-it-is",
        32,
        {
            "encoder": encoder(cell="lstm", bidirectional=False),
            "bridge": "pass",
            "decoder": decoder("attentional", True, cell="lstm", bidirectional=False),
            "attention": attention("general", placement="top", span="local-p", window=2, renormalize=False),
        },
    )
    make_fixture(
        "bigru-multihead-local-p-as-it-is",
        33,
        {
            "encoder": encoder(hidden=3, layers=1),
            "bridge": "pass",
            "decoder": decoder("deep", hidden=3, layers=1),
            "attention": attention("multi-head", heads=3, span="local-p", window=2, renormalize=False),
        },
    )


if __name__ == "__main__":
    main()
