"""PyTorch's side of the bench: the same model in plain PyTorch, stepping when it is told to.

One JSON object a line on standard input and output; protocol.ts lists the requests. The weights and the batches come
from the file that Saccade's side wrote, so both begin at the same place and see the same sentences.
"""

import json
import resource
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD = 0
DECODERS = {False: "nn.GRU", True: "nn.GRUCell"}
TYPES = {"F32": torch.float32, "I32": torch.int32}


def read_safetensors(path):
    """8 bytes of header length, a JSON header, then the tensors' bytes."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        body = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(body[start:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Model(nn.Module):
    """biGRU encoder, GRU decoder with additive attention at its input, linear readout. Time comes first inside."""

    def __init__(self, spec, source_vocabulary, target_vocabulary):
        super().__init__()
        size, hidden, layers, p = spec["embedding"], spec["hidden"], spec["layers"], spec["dropout"]
        self.layers, self.hidden = layers, hidden
        self.directions = 2 if spec["bidirectionalDecoder"] else 1
        between = p if layers > 1 else 0.0
        self.source_embedding = nn.Embedding(source_vocabulary, size)
        self.target_embedding = nn.Embedding(target_vocabulary, size)
        self.dropout = nn.Dropout(p)
        self.encoder = nn.GRU(size, hidden, layers, bidirectional=True, dropout=between)
        self.bridge = None
        if spec["bridge"] == "dense":
            self.bridge = nn.ModuleList(nn.Linear(2 * hidden, hidden) for _ in range(layers))
        self.key = nn.Linear(2 * hidden, hidden, bias=False)
        self.query = nn.Linear(hidden, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)
        self.decoder = nn.GRU(
            size + 2 * hidden, hidden, layers, bidirectional=spec["bidirectionalDecoder"], dropout=between
        )
        self.readout = nn.Linear(self.directions * hidden, target_vocabulary)
        self.by_cells = False

    def forward(self, batch):
        outputs, h = self.encode(batch)
        memory = outputs.transpose(0, 1).contiguous()  # [batch, source, 2 hidden]
        keys = self.key(memory)  # once for all steps
        embedded = self.dropout(self.target_embedding(batch["target_input"]))  # [target, batch, embedding]
        state = h.unbind(0) if self.by_cells else h
        weights = self.decoder.all_weights
        steps = []
        for token in embedded.unbind(0):
            scores = self.score(torch.tanh(self.query(state[-1]).unsqueeze(1) + keys)).squeeze(2)
            if batch["padding"] is not None:
                scores = scores.masked_fill(batch["padding"], float("-inf"))
            context = torch.bmm(F.softmax(scores, 1).unsqueeze(1), memory).squeeze(1)
            inputs = torch.cat([token, context], 1)
            if self.by_cells:
                output, state = self.step_by_cells(inputs, state, weights)
            else:
                output, state = self.decoder(inputs.unsqueeze(0), state)
                output = output.squeeze(0)
            steps.append(output)
        return self.readout(torch.stack(steps))  # [target, batch, vocabulary], one product for all steps

    def step_by_cells(self, x, state, weights):
        """One step of self.decoder as nn.GRUCell computes it, which is faster for some sizes and slower for others."""
        after = []
        for layer in range(self.layers):
            if layer > 0:
                x = F.dropout(x, self.decoder.dropout, self.training)
            own = range(layer * self.directions, (layer + 1) * self.directions)
            outputs = [torch.gru_cell(x, state[row], *weights[row]) for row in own]
            after += outputs
            x = outputs[0] if len(outputs) == 1 else torch.cat(outputs, 1)
        return x, after

    def encode(self, batch):
        embedded = self.dropout(self.source_embedding(batch["source"]))
        if batch["padding"] is None:
            outputs, h = self.encoder(embedded)
        else:
            packed = pack_padded_sequence(embedded, batch["lengths"], enforce_sorted=False)
            outputs, h = self.encoder(packed)
            outputs, _ = pad_packed_sequence(outputs)
        if self.bridge is None:
            return outputs, h
        joined = h.view(self.layers, 2, -1, self.hidden).transpose(1, 2).flatten(2)  # [layers, batch, 2 hidden]
        return outputs, torch.stack([torch.tanh(linear(part)) for linear, part in zip(self.bridge, joined)])


def load_weights(model, tensors):
    """Saccade keeps matrices as [inputs, outputs], PyTorch as [outputs, inputs]."""
    names = {
        "source_embedding.weight": "encoder.embedding.weight",
        "target_embedding.weight": "decoder.embedding.weight",
        "key.weight": "attention.key.weight",
        "query.weight": "attention.query.weight",
        "score.weight": "attention.v",
        "readout.weight": "readout.logits.weight",
        "readout.bias": "readout.logits.bias",
    }
    parts = {"weight_ih": "weightInput", "weight_hh": "weightHidden", "bias_ih": "biasInput", "bias_hh": "biasHidden"}
    for layer in range(model.layers):
        for stack in ("encoder", "decoder"):
            for direction, suffix in (("forward", ""), ("backward", "_reverse")):
                for ours, theirs in parts.items():
                    names[f"{stack}.{ours}_l{layer}{suffix}"] = f"{stack}.layers.{layer}.{direction}.{theirs}"
        for part in ("weight", "bias"):
            names[f"bridge.{layer}.{part}"] = f"bridge.layers.{layer}.hidden.{part}"
    loaded = set()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = tensors[names[name]]
            transposed = value.dim() == 2 and "embedding" not in name
            parameter.copy_(value.t() if transposed else value)
            loaded.add(names[name])
    unused = {name for name in tensors if not name.startswith("batch.")} - loaded
    if unused:
        raise ValueError(f"no place for {sorted(unused)}")


def read_batches(tensors):
    count = sum(name.endswith(".source") for name in tensors)
    return [read_batch(tensors, f"batch.{index}.") for index in range(count)]


def read_batch(tensors, prefix):
    source = tensors[prefix + "source"].long()
    ragged = bool((source == PAD).any())
    return {
        "source": source.t().contiguous(),
        "lengths": (source != PAD).sum(1),  # stays on the CPU, where packing wants it
        "padding": source == PAD if ragged else None,
        "target_input": tensors[prefix + "targetInput"].long().t().contiguous(),
        "target_output": tensors[prefix + "targetOutput"].long().t().contiguous(),
    }


class Trainer:
    def __init__(self, spec, tensors, device):
        rows = [tensors[f"{side}.embedding.weight"].shape[0] for side in ("encoder", "decoder")]
        self.model = Model(spec, *rows)
        load_weights(self.model, tensors)
        self.model.to(device).train()
        self.device = device
        # Fused: one kernel for all of Adam, the fastest of PyTorch's three.
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, fused=True)

    def step(self, batch):
        """As Saccade's step: upload, forward, backward, clip, update, read the loss."""
        on_device = {
            name: value.to(self.device) if name != "lengths" and value is not None else value
            for name, value in batch.items()
        }
        self.optimizer.zero_grad()
        logits = self.model(on_device)
        loss = F.cross_entropy(logits.flatten(0, 1), on_device["target_output"].flatten(), ignore_index=PAD)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item(), norm


class Peer:
    def prepare(self, request):
        self.device = "cuda" if request["device"] == "gpu" else "cpu"
        if self.device == "cuda" and not torch.cuda.is_available():
            raise RuntimeError("this PyTorch finds no GPU")
        self.spec = request["case"]
        self.tensors = read_safetensors(request["file"])
        self.batches = read_batches(self.tensors)
        self.trainer = Trainer(self.spec, self.tensors, self.device)
        name = torch.cuda.get_device_name() if self.device == "cuda" else "CPU"
        return {"version": torch.__version__, "device": name}

    def check(self, request):
        trainer = Trainer({**self.spec, "dropout": 0.0}, self.tensors, self.device)
        trainer.model.by_cells = request["decoder"] == "nn.GRUCell"
        results = [trainer.step(self.batches[0]) for _ in range(request["steps"])]
        return {"losses": [loss for loss, _ in results], "norms": [norm.item() for _, norm in results]}

    def tune(self, request):
        """Takes threads and kind of decoder that are fastest, tried in turns so that a disturbance meets all alike."""
        ways = [(threads, by_cells) for threads in request["threads"] for by_cells in (False, True)]
        times = {way: [] for way in ways}
        for turn in range(request["turns"] + 1):
            for way in ways:
                self.choose(way)
                steps = self.run({"from": 0, "steps": request["steps"]})["ms"]
                if turn > 0:  # the first turn warms up
                    times[way] += steps
        medians = {way: statistics.median(each) for way, each in times.items()}
        best = min(medians, key=medians.get)
        self.choose(best)
        tried = [{"threads": t, "decoder": DECODERS[cells], "ms": ms} for (t, cells), ms in medians.items()]
        return {"threads": best[0], "decoder": DECODERS[best[1]], "tried": tried}

    def choose(self, way):
        threads, by_cells = way
        torch.set_num_threads(threads)
        self.trainer.model.by_cells = by_cells

    def run(self, request):
        times, losses = [], []
        for index in range(request["from"], request["from"] + request["steps"]):
            batch = self.batches[index % len(self.batches)]
            started = time.perf_counter()
            loss, _ = self.trainer.step(batch)
            times.append(1000 * (time.perf_counter() - started))
            losses.append(loss)
        return {"ms": times, "losses": losses}

    def usage(self, _):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes, on macOS bytes
        return {"peakRssMb": peak / (2**20 if sys.platform == "darwin" else 2**10)}


def main():
    peer = Peer()
    requests = {"prepare": peer.prepare, "check": peer.check, "tune": peer.tune, "run": peer.run, "usage": peer.usage}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"ok": requests[request["do"]](request)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
