"""Times one training step of the reference transformer in PyTorch: every variant is one line of JSON {variant, ms}. One thread."""
import json, sys, time, math
import torch
import torch.nn as nn
import torch.nn.functional as F

d, batch, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
vocab, seq, layers, heads = 64, 64, 2, 4
torch.set_num_threads(1)
torch.set_flush_denormal(True)
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, fused_attention):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.fused_attention = fused_attention
        self.register_buffer("mask", torch.triu(torch.full((seq, seq), -1e9), 1))

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, t, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
        if self.fused_attention:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            y = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(d // heads) + self.mask, -1) @ v
        x = x + self.proj(y.transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.ln2(x))))


class Transformer(nn.Module):
    def __init__(self, fused_attention):
        super().__init__()
        self.embed, self.positions = nn.Embedding(vocab, d), nn.Parameter(torch.randn(seq, d) * 0.5)
        self.blocks = nn.ModuleList(Block(fused_attention) for _ in range(layers))
        self.norm, self.unembed = nn.LayerNorm(d), nn.Linear(d, vocab)

    def forward(self, tokens):
        x = self.embed(tokens) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.unembed(self.norm(x))


def measure(fused_attention, fused_adamw, compiled):
    model = Transformer(fused_attention)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01, fused=fused_adamw)
    forward = torch.compile(model) if compiled else model
    tokens = torch.randint(vocab, (batch, seq))
    target = (tokens * 7 + 3) % vocab

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(tokens).view(-1, vocab), target.view(-1))
        loss.backward()
        optimiser.step()

    for _ in range(3):
        step()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)


VARIANTS = {
    "eager": (False, False, False),
    "eager, fused AdamW": (False, True, False),
    "fused attention and AdamW": (True, True, False),
    "compile, fused AdamW": (False, True, True),
    "compile, fused attention and AdamW": (True, True, True),
}
for variant in sys.argv[4:] or VARIANTS:
    try:
        times = measure(*VARIANTS[variant])
        row = {"variant": variant, "ms": times[len(times) // 2], "low": times[0], "runs": len(times)}
    except Exception as error:  # a variant that this machine cannot build (no compiler) is left out, with its reason
        row = {"variant": variant, "error": str(error).split("\n")[0][:120]}
    print(json.dumps(row), flush=True)
