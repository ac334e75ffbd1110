"""Writes the fixtures that the tests beside this script compare Saccade's models with.

Every model here is put together from nn.GRU, nn.LSTM and nn.Linear with packed sequences, the way it would be
written in PyTorch, and knows nothing of Saccade's code; only the names and the layout of weights are translated.

    python3 -m pip install torch
    python3 test/parity/make-fixtures.py
"""

import base64
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

FOLDER = pathlib.Path(__file__).parent / "fixtures"
SOURCE_VOCABULARY, TARGET_VOCABULARY = 9, 8
PAD, BOS, EOS = 0, 1, 2
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
    def __init__(self, kind, query, key, size, heads):
        super().__init__()
        self.kind = kind
        if kind == "additive":
            self.query = nn.Linear(query, size, bias=False)
            self.key = nn.Linear(key, size, bias=False)
            self.v = nn.Linear(size, 1, bias=False)
        if kind == "general":
            self.key = nn.Linear(key, query, bias=False)
        if kind == "concat":
            self.weight = nn.Linear(query + key, size, bias=False)
            self.v = nn.Linear(size, 1, bias=False)
        if kind == "multi-head":
            self.inner = nn.MultiheadAttention(query, heads, kdim=key, vdim=key, batch_first=True)
            nn.init.normal_(self.inner.in_proj_bias)  # PyTorch starts with zeros, which would hide a mistake
            nn.init.normal_(self.inner.out_proj.bias)

    def forward(self, query, outputs, mask):
        """[batch, query], [batch, source, key], bool [batch, source] -> [batch, context], [batch, heads, source]"""
        if self.kind == "multi-head":
            context, weights = self.inner(
                query.unsqueeze(1), outputs, outputs, key_padding_mask=~mask, average_attn_weights=False
            )
            return context.squeeze(1), weights.squeeze(2)
        if self.kind == "additive":
            scores = self.v(torch.tanh(self.query(query).unsqueeze(1) + self.key(outputs))).squeeze(2)
        elif self.kind == "concat":
            queries = query.unsqueeze(1).expand(-1, outputs.shape[1], -1)
            scores = self.v(torch.tanh(self.weight(torch.cat([queries, outputs], dim=2)))).squeeze(2)
        else:
            keys = self.key(outputs) if self.kind == "general" else outputs
            scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
            if self.kind == "scaled-dot":
                scores = scores / query.shape[1] ** 0.5
        weights = F.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
        return torch.bmm(weights.unsqueeze(1), outputs).squeeze(1), weights.unsqueeze(1)


class Decoder(nn.Module):
    def __init__(self, c, attention, key):
        super().__init__()
        self.kind, self.readout, self.placement, self.query = c["cell"], c["readout"], attention["placement"], attention["query"]
        self.embedding = nn.Embedding(TARGET_VOCABULARY, c["embedding"])
        attends = attention["score"] != "none"
        self.at_input = attends and self.placement == "input"
        top = c["hidden"] * directions(c)
        query = top if self.placement == "top" else c["embedding"] if self.query == "embedding" else c["hidden"]
        context = 0 if not attends else query if attention["score"] == "multi-head" else key
        self.attention = (
            Attention(attention["score"], query, key, attention["size"], attention["heads"]) if attends else None
        )
        inputs = c["embedding"] + (context if self.at_input else 0)
        rnn = nn.GRU if c["cell"] == "gru" else nn.LSTM
        self.rnn = rnn(inputs, c["hidden"], c["layers"], batch_first=True, bidirectional=c["bidirectional"])
        if self.readout == "attentional":
            self.inner = nn.Linear(context + top, top, bias=False)
        if self.readout == "deep":
            self.inner = nn.Linear(top + context + c["embedding"], top)
        self.logits = nn.Linear(top + (context if self.readout == "output+context" else 0), TARGET_VOCABULARY)

    def forward(self, token, state, outputs, mask):
        embedded = self.embedding(token)
        inputs, context, weights = embedded, None, None
        if self.at_input:
            query = embedded if self.query == "embedding" else state[0][-1]
            context, weights = self.attention(query, outputs, mask)
            inputs = torch.cat([embedded, context], dim=1)
        hidden = tuple(state) if self.kind == "lstm" else state[0]
        output, hidden = self.rnn(inputs.unsqueeze(1), hidden)
        output = output.squeeze(1)
        state = list(hidden) if self.kind == "lstm" else [hidden]
        if self.attention is not None and not self.at_input:
            context, weights = self.attention(output, outputs, mask)
        return self.read(output, context, embedded), state, weights

    def read(self, output, context, embedded):
        if self.readout == "output+context":
            return self.logits(torch.cat([output, context], dim=1))
        if self.readout == "attentional":
            return self.logits(torch.tanh(self.inner(torch.cat([context, output], dim=1))))
        if self.readout == "deep":
            parts = [output, embedded] if context is None else [output, context, embedded]
            return self.logits(torch.tanh(self.inner(torch.cat(parts, dim=1))))
        return self.logits(output)


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.encoder = Encoder(c["encoder"])
        self.bridge = Bridge(c["bridge"], c["encoder"], c["decoder"])
        self.decoder = Decoder(c["decoder"], c["attention"], c["encoder"]["hidden"] * directions(c["encoder"]))

    def forward(self, source, lengths, target, coins):
        outputs, states = self.encoder(source, lengths)
        mask = torch.arange(source.shape[1])[None, :] < torch.tensor(lengths)[:, None]
        state = self.bridge(states)
        token, logits, attention = target[:, 0], [], []
        for step in range(target.shape[1]):
            if step > 0:
                own = logits[-1].argmax(1)
                token = target[:, step] if coins is None else torch.where(coins[step] > 0.5, target[:, step], own)
            row, state, weights = self.decoder(token, state, outputs, mask)
            logits.append(row)
            attention.append(weights)
        return torch.stack(logits, 1), None if attention[0] is None else torch.stack(attention, 2)


def named(model, c, pick):
    """Parameters (or their gradients) under Saccade's names and in its layout: matrices [in, out]."""
    result = {}

    def linear(name, layer):
        result[f"{name}.weight"] = pick(layer.weight).T
        if layer.bias is not None:
            result[f"{name}.bias"] = pick(layer.bias)

    def recurrent(side, rnn):
        for layer in range(rnn.num_layers):
            for direction, suffix in [("forward", ""), ("backward", "_reverse")][: 2 if rnn.bidirectional else 1]:
                name = f"{side}.layers.{layer}.{direction}"
                result[f"{name}.weightInput"] = pick(getattr(rnn, f"weight_ih_l{layer}{suffix}")).T
                result[f"{name}.weightHidden"] = pick(getattr(rnn, f"weight_hh_l{layer}{suffix}")).T
                result[f"{name}.biasInput"] = pick(getattr(rnn, f"bias_ih_l{layer}{suffix}"))
                result[f"{name}.biasHidden"] = pick(getattr(rnn, f"bias_hh_l{layer}{suffix}"))

    decoder = model.decoder
    result["encoder.embedding.weight"] = pick(model.encoder.embedding.weight)
    recurrent("encoder", model.encoder.rnn)
    if c["bridge"] == "dense":
        for layer, maps in enumerate(model.bridge.maps):
            for part, layer_map in zip(["hidden", "cell"], maps):
                linear(f"bridge.layers.{layer}.{part}", layer_map)
    result["decoder.embedding.weight"] = pick(decoder.embedding.weight)
    recurrent("decoder", decoder.rnn)
    if c["attention"]["score"] == "additive":
        linear("attention.query", decoder.attention.query)
        linear("attention.key", decoder.attention.key)
        result["attention.v"] = pick(decoder.attention.v.weight).T
    if c["attention"]["score"] == "general":
        linear("attention.key", decoder.attention.key)
    if c["attention"]["score"] == "concat":
        linear("attention", decoder.attention.weight)
        result["attention.v"] = pick(decoder.attention.v.weight).T
    if c["attention"]["score"] == "multi-head":
        inner = decoder.attention.inner
        weights = [inner.q_proj_weight, inner.k_proj_weight, inner.v_proj_weight]
        if inner.in_proj_weight is not None:  # one matrix where the sizes are equal
            weights = inner.in_proj_weight, inner.in_proj_weight, inner.in_proj_weight
        width = inner.embed_dim
        for index, (part, weight) in enumerate(zip(["query", "key", "value"], weights)):
            rows = slice(index * width, (index + 1) * width)
            own = pick(weight)[rows] if inner.in_proj_weight is not None else pick(weight)
            result[f"attention.{part}.weight"] = own.T
            result[f"attention.{part}.bias"] = pick(inner.in_proj_bias)[rows]
        linear("attention.output", inner.out_proj)
    if hasattr(decoder, "inner"):
        linear("readout.inner", decoder.inner)
    linear("readout.logits", decoder.logits)
    return result


def packed(tensor):
    data = tensor.detach().contiguous().to(torch.float32).numpy().tobytes()
    return {"shape": list(tensor.shape), "float32": base64.b64encode(data).decode()}


def make_batch(generator):
    def rows(lengths, size):
        ids = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
        for row, length in enumerate(lengths):
            ids[row, : length - 1] = torch.randint(3, size, (length - 1,), generator=generator)
            ids[row, length - 1] = EOS
        return ids

    source = rows(SOURCE_LENGTHS, SOURCE_VOCABULARY)
    output = rows(TARGET_LENGTHS, TARGET_VOCABULARY)
    entry = torch.full_like(output, PAD)
    for row, length in enumerate(TARGET_LENGTHS):
        entry[row, 0] = BOS
        entry[row, 1:length] = output[row, : length - 1]
    return source, entry, output


def make_fixture(name, seed, model, coins=None, label_smoothing=0.0):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    network = Model(model)
    source, entry, output = make_batch(generator)
    coin_rows = None
    if coins is not None:
        coin_rows = torch.randint(0, 2, (output.shape[1], len(SOURCE_LENGTHS) if coins == "token" else 1), generator=generator)
    logits, attention = network(source, SOURCE_LENGTHS, entry, coin_rows)
    loss = nn.CrossEntropyLoss(ignore_index=PAD, label_smoothing=label_smoothing)(logits.flatten(0, 1), output.flatten())
    loss.backward()
    fixture = {
        "torch": torch.__version__,
        "model": model,
        "vocabulary": {"source": SOURCE_VOCABULARY, "target": TARGET_VOCABULARY},
        "labelSmoothing": label_smoothing,
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


def decoder(readout="output", **more):
    return side(**more, readout=readout)


def attention(score="none", placement="input", query="state", size=5, heads=2):
    return {"score": score, "placement": placement, "query": query, "size": size, "heads": heads}


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


main()
