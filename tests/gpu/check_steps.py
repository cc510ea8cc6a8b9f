#!/usr/bin/env python3
"""Steps of ModelOps against steps of PyTorch: same weights and batch in, same losses and weights out. Started by check.sh.

Both take the same steps without dropout, by SGD with momentum and by AdamW. What counts is the greatest difference of a loss, and the norm of
the difference of a tensor against the tensor's: a single unit of ReLU that falls to the other side of zero by rounding is no error. Prints a Markdown table; exit code 1 where a difference is above the tolerance.
"""
import argparse
import contextlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))
from torch_networks import GPTS, build  # noqa: E402

p = argparse.ArgumentParser()
p.add_argument("--program", required=True)
p.add_argument("--device", default="cuda")
p.add_argument("--networks", default="mlp,cnn,gpt")
p.add_argument("--steps", type=int, default=6)
a = p.parse_args()
TOLERANCE = {"fp32": 2e-4, "bf16": 4e-2}
TYPES = {"F32": torch.float32, "I64": torch.int64}


def write(path, tensors):
    """A safetensors file: https://huggingface.co/docs/safetensors."""
    header, blobs, at = {}, [], 0
    for name, t in tensors.items():
        t = t.detach().cpu().contiguous()
        raw = t.numpy().tobytes()
        header[name] = {"dtype": "I64" if t.dtype == torch.int64 else "F32", "shape": list(t.shape), "data_offsets": [at, at + len(raw)]}
        blobs.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    body = raw[8 + length:]
    return {n: torch.frombuffer(bytearray(body[i["data_offsets"][0]:i["data_offsets"][1]]), dtype=TYPES[i["dtype"]]).view(i["shape"])
            for n, i in header.items() if n != "__metadata__"}


def batch_of(network):
    if network in GPTS:
        context, vocabulary = GPTS[network][3], GPTS[network][4]
        z = torch.randint(vocabulary, (4, context + 1))
        return z[:, :-1].contiguous(), z[:, 1:].contiguous()
    return torch.randn((32, 784) if network == "mlp" else (32, 1, 28, 28)), torch.randint(10, (32,))


def reference(model, x, y, optimizer, precision):
    if optimizer == "sgd":
        opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    else:
        opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, eps=1e-4)
    losses = []
    for _ in range(a.steps):
        opt.zero_grad(set_to_none=True)
        lower = torch.autocast(a.device, dtype=torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()
        with lower:
            out = model(x)
        loss = F.cross_entropy(out.float().reshape(-1, out.size(-1)), y.reshape(-1))
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses


def check(network, optimizer, precision, folder):
    torch.manual_seed(7)
    model = build(network)
    x, y = batch_of(network)
    files = [os.path.join(folder, n + ".safetensors") for n in ("weights", "batch", "output")]
    write(files[0], dict(model.named_parameters()))
    write(files[1], {"inputs": x, "targets": y})
    done = subprocess.run(
        [a.program, "bench", "check-step", "--network", network, "--weights", files[0], "--batch", files[1], "--output", files[2],
         "--optimizer", optimizer, "--device", a.device, "--precision", precision, "--steps", str(a.steps)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"modelops bench check-step: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    sys.stderr.write(done.stderr)
    ours = json.loads(done.stdout.strip().splitlines()[-1])["losses"]
    model = model.to(a.device).eval()
    theirs = reference(model, x.to(a.device), y.to(a.device), optimizer, precision)
    written = read(files[2])
    names = dict(model.named_parameters())
    if written.keys() != names.keys():
        sys.exit(f"{network}: other tensors: {sorted(written.keys() ^ names.keys())}")
    of_loss = max(abs(o - t) / abs(t) for o, t in zip(ours, theirs))
    of_weights = max(((written[n] - w.detach().cpu()).norm() / w.detach().cpu().norm()).item() for n, w in names.items())
    good = max(of_loss, of_weights) <= TOLERANCE[precision]
    print(f"| {network} | {optimizer} | {precision} | {theirs[0]:.5f} | {theirs[-1]:.5f} | {ours[-1]:.5f} | {of_loss:.1e} | {of_weights:.1e} "
          f"| {'yes' if good else 'NO'} |", flush=True)
    return good


torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
print(f"\nSteps against PyTorch {torch.__version__} on {a.device}, {a.steps} steps, tolerance {TOLERANCE}:\n")
print("| network | optimizer | precision | first loss | last loss | ours | loss differs by | weights differ by | agrees |")
print("|---|---|---|---|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as temporary:
    results = [check(n, o, r, temporary) for n in a.networks.split(",") for o in ("sgd", "adamw") for r in ("fp32", "bf16")]
sys.exit(0 if all(results) else 1)
