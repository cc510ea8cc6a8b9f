#!/usr/bin/env python3
"""Writes resnet.json beside this file: what torchvision's residual networks give, for the tests to compare with.

    python3 resnet.py

Made with PyTorch 1.13 and torchvision 0.14. Weights and inputs are made by a rule that the tests have too: numbers drawn from their index.
"""
import hashlib
import json
import math
import os

import numpy as np
import torch
import torchvision

torch.set_num_threads(1)
LEARNING_RATE = 0.001  # small: the gradients of the first steps are large, and a large step would make much of their last digits


def drawn(count, stream):
    """Numbers from -1 to 1, the same in every language: index and stream, mixed as MurmurHash3 ends (32 bits)."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.arange(count, dtype=np.uint64) + np.uint64(stream * 0x1000193)) & mask
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & mask
    return (h.astype(np.float64) / (1 << 31) - 1).astype(np.float32)


def fill(model):
    for stream, (name, value) in enumerate(sorted(model.state_dict().items())):
        if value.dtype == torch.int64 or "running" in name:
            continue
        bound = math.sqrt(2 / (value.numel() // value.shape[0])) if value.dim() > 1 else 0.1
        numbers = drawn(value.numel(), stream) * np.float32(bound)
        if value.dim() == 1 and name.endswith("weight"):
            numbers = numbers + np.float32(1)
        value.copy_(torch.from_numpy(numbers).view(value.shape))


def case(depth, stem, batch, size, steps, classes=10):
    model = getattr(torchvision.models, f"resnet{depth}")(num_classes=classes)
    if stem == "small":
        model.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        model.maxpool = torch.nn.Identity()
    with torch.no_grad():
        fill(model)
    inputs = torch.from_numpy(drawn(batch * 3 * size * size, 1000)).view(batch, 3, size, size)
    targets = torch.arange(batch) % classes
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.9)
    before = {n: v.clone() for n, v in model.state_dict().items()}
    losses, outputs = [], None
    for _ in range(steps):
        optimizer.zero_grad()
        result = model(inputs)
        outputs = outputs if outputs is not None else result.flatten().tolist()
        loss = torch.nn.functional.cross_entropy(result, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        evaluated = model(inputs).flatten().tolist()
    state = model.state_dict()
    watched = ["conv1.weight", "bn1.running_mean", "bn1.running_var", "layer1.0.conv1.weight", "layer2.0.downsample.0.weight",
               "layer2.0.downsample.1.running_var", "layer4.1.bn2.weight", "fc.weight", "fc.bias"]
    norms = {n: state[n].double().norm().item() for n in watched}
    changes = {n: (state[n] - before[n]).double().norm().item() for n in watched if "running" not in n}
    return dict(depth=depth, stem=stem, batch=batch, size=size, classes=classes, losses=losses, outputs=outputs, evaluated=evaluated, norms=norms, changes=changes,
                batches=int(state["bn1.num_batches_tracked"]))


def names(depth):
    state = getattr(torchvision.models, f"resnet{depth}")().state_dict()
    lines = "".join(f"{name} {list(value.shape)}\n" for name, value in state.items())
    count = sum(p.numel() for p in getattr(torchvision.models, f"resnet{depth}")().parameters())
    return dict(depth=depth, parameters=count, tensors=len(state), sha256=hashlib.sha256(lines.encode()).hexdigest())


if __name__ == "__main__":
    out = dict(cases=[case(18, "small", 4, 16, 3), case(18, "standard", 2, 48, 2), case(34, "small", 4, 16, 1), case(50, "standard", 4, 64, 1)],
               names=[names(d) for d in (18, 34, 50)])
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resnet.json"), "w") as f:
        json.dump(out, f, indent=1)
