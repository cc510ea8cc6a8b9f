#!/usr/bin/env python3
"""Writes reference.json beside this file: numbers from PyTorch that the tests compare with.

    python3 reference.py

Made with PyTorch 1.13; later versions give the same numbers to the digits that the tests look at.
"""
import json
import math
import os
import warnings

import torch

warnings.filterwarnings("ignore")  # the schedulers are stepped without an optimizer's step
lr_scheduler = torch.optim.lr_scheduler


def optimizer(lr):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def rates(make, lr, steps):
    o = optimizer(lr)
    s = make(o)
    out = []
    for _ in range(steps):
        out.append(o.param_groups[0]["lr"])
        s.step()
    return out


def one_cycle(total, peak_at, start_share, final_share, lr):
    o = optimizer(lr)
    s = lr_scheduler.OneCycleLR(
        o, max_lr=lr, total_steps=total, pct_start=peak_at, anneal_strategy="cos", cycle_momentum=False,
        div_factor=1 / start_share, final_div_factor=start_share / final_share)
    out = [o.param_groups[0]["lr"]]
    for _ in range(total - 1):
        s.step()
        out.append(o.param_groups[0]["lr"])
    return dict(total=total, peak_at=peak_at, start_share=start_share, final_share=final_share, lr=lr, rates=out)


def step(size, gamma, lr, epochs):
    return dict(size=size, gamma=gamma, lr=lr, rates=rates(lambda o: lr_scheduler.StepLR(o, size, gamma), lr, epochs))


def plateau(mode, patience, threshold, cooldown, factor, min_share, lr, values):
    o = optimizer(lr)
    s = lr_scheduler.ReduceLROnPlateau(
        o, mode=mode, factor=factor, patience=patience, threshold=threshold, threshold_mode="rel", cooldown=cooldown, min_lr=lr * min_share, eps=0)
    out = []
    for value in values:
        s.step(value)
        out.append(o.param_groups[0]["lr"])
    return dict(mode=mode, patience=patience, threshold=threshold, cooldown=cooldown, factor=factor, min_share=min_share, lr=lr, values=values, rates=out)


def losses():
    torch.manual_seed(3)
    outputs, targets, weights = torch.randn(6, 4), torch.tensor([0, 3, 1, 1, 2, 0]), torch.tensor([0.5, 2.0, 1.0, 3.5])
    cases = []
    for smoothing in (0.0, 0.1, 0.3):
        for weighted in (False, True):
            o = outputs.clone().requires_grad_()
            loss = torch.nn.functional.cross_entropy(o, targets, weight=weights if weighted else None, label_smoothing=smoothing)
            loss.backward()
            cases.append(dict(smoothing=smoothing, weighted=weighted, loss=loss.item(), gradient=o.grad.flatten().tolist()))
    return dict(outputs=outputs.flatten().tolist(), targets=targets.tolist(), weights=weights.tolist(), cases=cases)


def clipping():
    torch.manual_seed(5)
    gradients = [torch.randn(3, 4), torch.randn(7) * 10]
    cases = []
    for limit in (0.5, 4.0, 1000.0):
        parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in gradients]
        for p, g in zip(parameters, gradients):
            p.grad = g.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
        cases.append(dict(limit=limit, norm=norm.item(), clipped=[p.grad.flatten().tolist() for p in parameters]))
    return dict(gradients=[g.flatten().tolist() for g in gradients], cases=cases)


falling = [1 / (1 + 0.4 * i) for i in range(6)] + [0.29 + 0.01 * math.sin(i) for i in range(24)]
reference = dict(
    torch=torch.__version__,
    one_cycle=[one_cycle(100, 0.3, 0.04, 4e-6, 0.1), one_cycle(37, 0.45, 0.1, 0.01, 3e-3), one_cycle(5, 0.3, 0.04, 0.001, 1.0)],
    step=[step(3, 0.5, 0.1, 14), step(1, 0.9, 2e-3, 9)],
    plateau=[
        plateau("min", 2, 1e-4, 0, 0.1, 0, 0.1, falling),
        plateau("min", 1, 0.05, 3, 0.5, 0.2, 0.01, falling),
        plateau("max", 3, 1e-3, 1, 0.3, 0, 1.0, [1 - v for v in falling]),
    ],
    losses=losses(),
    clipping=clipping(),
)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as f:
    json.dump(reference, f, indent=1)
    f.write("\n")
