#!/usr/bin/env python3
"""Trains the gpt of torch_networks.py in PyTorch as the sample profile shakespeare-gpt does, and prints the validation loss after each epoch.

  tests/benchmarks/train_text.py TEXT --threads 1 --epochs 1
  modelops import-dataset TEXT --name shakespeare
  modelops train shakespeare-gpt --set epochs=1 --set threads=1 --set device=cpu

The network, the split, windows, optimizer, schedule and number of steps are the profile's; random numbers are PyTorch's own. Ends with one
line of JSON: parameters, steps, validation loss, and seconds and processor seconds from the first step to the last validation.
On Debian: apt-get install python3-torch libopenblas0-openmp.
"""
import argparse
import json
import math
import os
import pathlib
import time

p = argparse.ArgumentParser()
p.add_argument("text")
p.add_argument("--threads", type=int, default=2)
p.add_argument("--epochs", type=int, default=4)
p.add_argument("--train", type=float, default=0.9)
a = p.parse_args()

for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = str(a.threads)  # OpenBLAS ignores torch.set_num_threads

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

from torch_networks import GPTS, Gpt  # noqa: E402

torch.set_num_threads(a.threads)
CONTEXT, BATCH, LR, WARMUP, FINAL = 128, 12, 0.002, 100, 0.05
tokens = torch.frombuffer(bytearray(pathlib.Path(a.text).read_bytes()), dtype=torch.uint8).long()
split = round(a.train * len(tokens))
training, held_out = tokens[:split], tokens[split:]
windows = (len(training) - 1) // CONTEXT - 1
steps_per_epoch = math.ceil(windows / BATCH)
total = a.epochs * steps_per_epoch
torch.manual_seed(0)
model = Gpt(*GPTS["gpt"])
parameters = sum(q.numel() for q in model.parameters())
print(f"gpt with {parameters:,} parameters, {windows:,} windows, {steps_per_epoch} steps an epoch, {a.threads} threads", flush=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=LR, betas=(0.9, 0.99), weight_decay=0.1)


def loss_of(starts, part):
    z = torch.stack([part[s:s + CONTEXT + 1] for s in starts])
    out = model(z[:, :-1].contiguous())
    return F.cross_entropy(out.view(-1, out.size(-1)), z[:, 1:].reshape(-1))


def validation():
    starts = [i * CONTEXT for i in range((len(held_out) - 1) // CONTEXT)]
    with torch.no_grad():
        return sum(float(loss_of(starts[i:i + 64], held_out)) * len(starts[i:i + 64]) for i in range(0, len(starts), 64)) / len(starts)


step, begin, cpu = 0, time.perf_counter(), time.process_time()
for epoch in range(a.epochs):
    slack = len(training) - 1 - windows * CONTEXT
    order = torch.randint(slack + 1, (1,)) + torch.randperm(windows) * CONTEXT
    for i in range(0, windows, BATCH):
        decay = FINAL + (1 - FINAL) * (1 + math.cos(math.pi * (step - WARMUP) / (total - WARMUP))) / 2
        optimizer.param_groups[0]["lr"] = LR * ((step + 1) / WARMUP if step < WARMUP else decay)
        optimizer.zero_grad(set_to_none=True)
        loss_of(order[i:i + BATCH].tolist(), training).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
    loss = validation()
    print(f"epoch {epoch + 1}/{a.epochs}  step {step}/{total}  validation_loss {loss:.4f}  {time.perf_counter() - begin:.0f} s", flush=True)
print(json.dumps(dict(
    params=parameters, steps=step, threads=a.threads, validation_loss=round(loss, 4), seconds=round(time.perf_counter() - begin, 1),
    cpu_seconds=round(time.process_time() - cpu, 1), torch=torch.__version__)))
