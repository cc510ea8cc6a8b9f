#!/usr/bin/env python3
"""Writes what PyTorch makes of two training steps, for ModelOps' tests: small networks, their weights, inputs, losses and weights after.

  tests/ModelOps.Training.Tests/Reference/reference_steps.py

The weights and inputs are written too, so that the test needs neither PyTorch nor its random numbers. Networks and names are those of
torch_steps.py. On Debian: apt-get install python3-torch.
"""
import importlib.util
import json
import pathlib
import struct
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE
sys.argv = ["torch_steps.py", "--network", "mlp", "--steps", "1", "--warmup", "0"]
spec = importlib.util.spec_from_file_location("torch_steps", HERE.parent.parent / "benchmarks" / "torch_steps.py")
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)


def save(path, tensors):
    """safetensors: header length, JSON, bytes."""
    header, blob = {}, b""
    for name, t in sorted(tensors.items()):
        raw = t.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": "I64" if t.dtype == torch.int64 else "F32", "shape": list(t.shape), "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + blob)


def small_gpt(bias):
    torch.manual_seed(7)
    gpt = peer.Gpt(2, 2, 16, 8, 19, 0.0)
    if bias:  # the peer has none: linear layers and norms of the same names, with one
        for block in gpt.blocks:
            for name in ("qkv", "proj", "up", "down"):
                old = getattr(block, name)
                setattr(block, name, nn.Linear(old.in_features, old.out_features))
            block.ln1, block.ln2 = nn.LayerNorm(16), nn.LayerNorm(16)
        gpt.ln = nn.LayerNorm(16)
    for p in gpt.parameters():
        nn.init.normal_(p, 0.5 if p.dim() == 1 else 0.0, 0.3)
    return gpt


def steps(name, model, optimizer, x, y):
    tensors = {f"before.{n}": p.clone() for n, p in model.named_parameters()}
    tensors |= {"inputs": x, "targets": y}
    losses = []
    for _ in range(2):
        optimizer.zero_grad(set_to_none=True)
        out = model(x)
        loss = F.cross_entropy(out.view(-1, out.size(-1)), y.view(-1))
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    tensors |= {f"after.{n}": p for n, p in model.named_parameters()}
    tensors["losses"] = torch.stack(losses)
    save(TARGET / f"{name}.steps", tensors)


torch.set_num_threads(1)
for bias in (False, True):
    model = small_gpt(bias)
    z = torch.randint(19, (3, 9))
    # The gradient of the keys' bias is 0 but for rounding, which Adam would make a full step of.
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1) if bias else torch.optim.AdamW(model.parameters(), lr=0.01)
    steps("gpt-bias" if bias else "gpt", model, optimizer, z[:, :-1].contiguous(), z[:, 1:].contiguous())
torch.manual_seed(8)
mlp = nn.Sequential(nn.Linear(12, 20), nn.ReLU(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 5))
steps("mlp", mlp, torch.optim.SGD(mlp.parameters(), lr=0.1), torch.randn(9, 12), torch.randint(5, (9,)))
