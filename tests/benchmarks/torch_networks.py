"""The networks of the benchmarks and checks, in plain PyTorch."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

HAS_SDPA = hasattr(F, "scaled_dot_product_attention")


class Mlp(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(),
                         nn.Linear(512, 10))


class Cnn(nn.Module):
    """The net of PyTorch's MNIST example."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.drop1, self.drop2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = torch.flatten(self.drop1(F.max_pool2d(x, 2)), 1)
        return self.fc2(self.drop2(F.relu(self.fc1(x))))


class Norm(nn.Module):
    """LayerNorm without bias (nn.LayerNorm(bias=False) needs torch 2.1)."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, None, 1e-5)


class Block(nn.Module):
    def __init__(self, width, heads, context, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.ln1, self.ln2 = Norm(width), Norm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.proj = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.drop = nn.Dropout(dropout)
        if not HAS_SDPA:
            self.register_buffer("mask", torch.tril(torch.ones(context, context)).bool()
                                 .view(1, 1, context, context), persistent=False)

    def attend(self, x):
        b, t, c = x.shape
        q, k, v = (z.view(b, t, self.heads, c // self.heads).transpose(1, 2)
                   for z in self.qkv(x).split(c, dim=2))
        if HAS_SDPA:
            y = F.scaled_dot_product_attention(
                q, k, v, dropout_p=self.dropout if self.training else 0.0, is_causal=True)
        else:
            w = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
            w = w.masked_fill(~self.mask[:, :, :t, :t], float("-inf"))
            y = self.drop(F.softmax(w, dim=-1)) @ v
        return self.drop(self.proj(y.transpose(1, 2).contiguous().view(b, t, c)))

    def forward(self, x):
        x = x + self.attend(self.ln1(x))
        return x + self.drop(self.down(F.gelu(self.up(self.ln2(x)))))


class Gpt(nn.Module):
    """nanoGPT's shape with bias=False: learned positions, pre-LN, GELU, tied head."""

    def __init__(self, layers, heads, width, context, vocab, dropout):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, width), nn.Embedding(context, width)
        self.drop = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(width, heads, context, dropout) for _ in range(layers))
        self.ln = Norm(width)
        self.head = nn.Linear(width, vocab, bias=False)
        self.head.weight = self.wte.weight
        for name, w in self.named_parameters():
            if w.dim() > 1:
                residual = name.endswith(("proj.weight", "down.weight"))
                nn.init.normal_(w, 0.0, 0.02 / math.sqrt(2 * layers) if residual else 0.02)

    def forward(self, idx):
        x = self.drop(self.wte(idx) + self.wpe(torch.arange(idx.size(1), device=idx.device)))
        for block in self.blocks:
            x = block(x)
        return self.head(self.ln(x))


GPTS = {"gpt": (4, 4, 128, 128, 256, 0.0), "gpt-baby": (6, 6, 384, 256, 256, 0.2)}
BATCH = {"mlp": 64, "cnn": 64, "gpt": 12, "gpt-baby": 64}


def build(network):
    """The network of a name, initialised as PyTorch does."""
    if network == "mlp":
        return Mlp()
    return Cnn() if network == "cnn" else Gpt(*GPTS[network])
