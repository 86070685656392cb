"""
Writes transformer.json: nll per token and gradients of small transformers built from torch's own layers (LayerNorm with affine part,
exact GELU, Linear), in float64. Run: python3 test/golden/transformer.py

Weights are given by a formula, so that nothing has to be stored: entry number i of tensor number j in the order below is
scale * sin(12.9898 (i + 1) + 78.233 (j + 1)), plus 1 for LayerNorm gains. Layout of the named tensors, which is foreshock's:
a linear map is [in, out] (the transpose of torch.nn.Linear.weight), wqkv joins queries, keys, values in that order along `out`, heads
are consecutive blocks of dHead inside each, embed is [vocab, d], positions [seq, d].
"""
import json
import math
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
D, HEADS, VOCAB, PROMPT, ANSWER, BATCH, MLP = 8, 2, 7, 2, 5, 3, 12
SEQ = PROMPT + ANSWER - 1


def names(variant):
    """Named shapes in the order of the flat vector."""
    norm = lambda name: [(f"{name}.gamma", [D]), (f"{name}.beta", [D])] if variant["layerNorm"] else []
    out = [("embed", [VOCAB, D]), ("positions", [SEQ, D])]
    for i in range(2):
        out += norm(f"layer{i}.attn.norm")
        out += [(f"layer{i}.attn.wqkv", [D, 3 * D]), (f"layer{i}.attn.bqkv", [3 * D])]
        out += [(f"layer{i}.attn.wo", [D, D]), (f"layer{i}.attn.bo", [D])]
        if not variant["attnOnly"]:
            out += norm(f"layer{i}.mlp.norm")
            out += [(f"layer{i}.mlp.win", [D, MLP]), (f"layer{i}.mlp.bin", [MLP])]
            out += [(f"layer{i}.mlp.wout", [MLP, D]), (f"layer{i}.mlp.bout", [D])]
    out += norm("norm")
    out += [] if variant["tied"] else [("unembed", [D, VOCAB])]
    return out + [("unembed.bias", [VOCAB])]


def tensor(j, name, shape):
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    scale = 0.5 if len(shape) == 2 else 0.25
    values = scale * torch.sin(12.9898 * (i + 1) + 78.233 * (j + 1)) + (1.0 if name.endswith("gamma") else 0.0)
    return values.to(torch.float32).to(torch.float64).reshape(shape).requires_grad_()


def loaded(layer, weight, bias):
    """A torch layer that computes with the named tensors, so that gradients arrive at them."""
    return lambda x: torch.func.functional_call(layer, {"weight": weight, "bias": bias}, (x,))


def forward(variant, w, tokens):
    def linear(x, weight, bias):
        return loaded(nn.Linear(*weight.shape), weight.T, bias)(x)

    def norm(x, name):
        if not variant["layerNorm"]:
            return x
        return loaded(nn.LayerNorm(D, eps=1e-5), w[f"{name}.gamma"], w[f"{name}.beta"])(x)

    def attend(i, x):
        normed = norm(x, f"layer{i}.attn.norm")
        weight, bias = w[f"layer{i}.attn.wqkv"], w[f"layer{i}.attn.bqkv"]
        short = variant["positions"] == "shortformer"
        q, k, v = linear(normed, weight, bias).chunk(3, -1)
        if short:  # positions are projected by the raw weights (no LayerNorm gain, no bias) and added to queries and keys
            pq, pk, _ = (w["positions"] @ weight).chunk(3, -1)
            q, k = q + pq, k + pk
        heads = lambda y: y.view(BATCH, SEQ, HEADS, D // HEADS).transpose(1, 2)
        y = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), is_causal=True)
        return linear(y.transpose(1, 2).reshape(BATCH, SEQ, D), w[f"layer{i}.attn.wo"], w[f"layer{i}.attn.bo"])

    x = F.embedding(tokens, w["embed"])
    if variant["positions"] == "learned":
        x = x + w["positions"]
    act = F.gelu if variant["activation"] == "gelu" else F.relu
    for i in range(2):
        x = x + attend(i, x)
        if not variant["attnOnly"]:
            hidden = act(linear(norm(x, f"layer{i}.mlp.norm"), w[f"layer{i}.mlp.win"], w[f"layer{i}.mlp.bin"]))
            x = x + linear(hidden, w[f"layer{i}.mlp.wout"], w[f"layer{i}.mlp.bout"])
    unembed = w["embed"].T if variant["tied"] else w["unembed"]
    return linear(norm(x, "norm"), unembed, w["unembed.bias"])


def golden(variant):
    w = {name: tensor(j, name, shape) for j, (name, shape) in enumerate(names(variant))}
    sequences = torch.tensor([[(3 * b + 5 * t + b * t * t) % VOCAB for t in range(SEQ + 1)] for b in range(BATCH)])
    target = sequences[:, PROMPT:]
    logits = forward(variant, w, sequences[:, :SEQ])[:, PROMPT - 1 :]
    nll = F.cross_entropy(logits.reshape(-1, VOCAB), target.reshape(-1), reduction="none").view(BATCH, ANSWER)
    nll.mean().backward()
    gradients = {
        name: {"norm": p.grad.norm().item(), "first": p.grad.flatten()[:4].tolist()} for name, p in w.items()
    }
    return {"variant": variant, "nll": nll.tolist(), "gradients": gradients}


BASE = {"attnOnly": False, "layerNorm": True, "positions": "learned", "activation": "gelu", "tied": False}
VARIANTS = [
    {},
    {"attnOnly": True},
    {"layerNorm": False},
    {"positions": "shortformer"},
    {"activation": "relu"},
    {"tied": True},
]
result = {
    "torch": torch.__version__,
    "config": {"d": D, "heads": HEADS, "vocab": VOCAB, "prompt": PROMPT, "answer": ANSWER, "batch": BATCH, "mlp": MLP},
    "cases": [golden({**BASE, **change}) for change in VARIANTS],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
