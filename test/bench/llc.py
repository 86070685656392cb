"""Samples with devinterp what llc.mjs asks for: one case as JSON a line in, one line of JSON out."""
import importlib.metadata, itertools, json, sys
from time import perf_counter, process_time
import torch
import torch.nn as nn
import torch.nn.functional as F

try:
    import datasets, safetensors.torch
    from devinterp.slt.sampling import sample
except Exception as error:  # absent, or its dependencies do not load
    print(json.dumps({"absent": str(error).split("\n")[0][:120]}), flush=True)
    sys.exit()

torch.set_flush_denormal(True)
HEADS = 4


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, t, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.proj(y.transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.ln2(x))))


class Transformer(nn.Module):
    def __init__(self, vocab, seq, d, layers):
        super().__init__()
        self.embed, self.positions = nn.Embedding(vocab, d), nn.Parameter(torch.zeros(seq, d))
        self.blocks = nn.ModuleList(Block(d) for _ in range(layers))
        self.norm, self.unembed = nn.LayerNorm(d), nn.Linear(d, vocab)

    def forward(self, tokens):
        x = self.embed(tokens) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.unembed(self.norm(x))


LAYER = {"ln1": "attn.norm", "qkv": "attn.wqkv attn.bqkv", "proj": "attn.wo attn.bo"}
LAYER |= {"ln2": "mlp.norm", "up": "mlp.win mlp.bin", "down": "mlp.wout mlp.bout"}


def transformer(tensors):
    """The transformer with the weights of foreshock, whose linear maps are [in, out], and its loss per position."""
    (vocab, d), seq = tensors["embed"].shape, len(tensors["positions"])
    layers = sum(name.endswith(".attn.wo") for name in tensors)
    model = Transformer(vocab, seq, d, layers)
    state = {"embed.weight": tensors["embed"], "positions": tensors["positions"]}
    names = [(f"blocks.{i}.{to}", " ".join(f"layer{i}.{n}" for n in of.split())) for i in range(layers) for to, of in LAYER.items()]
    for to, of in [*names, ("norm", "norm"), ("unembed", "unembed unembed.bias")]:
        weight, bias = of.split() if " " in of else (f"{of}.gamma", f"{of}.beta")
        state |= {f"{to}.weight": tensors[weight].t(), f"{to}.bias": tensors[bias]}
    model.load_state_dict(state)

    def loss(model, ids):
        tokens = ids[:, :-1]
        target = (tokens * 7 + 3) % vocab
        return F.cross_entropy(model(tokens).view(-1, vocab), target.reshape(-1), reduction="none").view(tokens.shape)

    tokens = tensors["tokens"].long()
    return model, loss, F.pad(tokens, (0, 1))


class Crossing(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.w = nn.Parameter(tensors["w"])

    def forward(self, x):
        return x * (self.w[0] * self.w[1])


class DeepLinear(nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.a, self.b = nn.Parameter(tensors["a"]), nn.Parameter(tensors["b"])

    def forward(self, x):
        return x @ self.a @ self.b


def toy(model, tensors):
    """A model of numbers: an example's only token is its row."""
    x, y = tensors["x"], tensors["y"]

    def loss(model, ids):
        rows = ids[:, 0]
        return (model(x[rows]) - y[rows]).square().mean(-1, keepdim=True)

    return model, loss, F.pad(torch.arange(len(x))[:, None], (0, 1))


def build(model, tensors):
    if model == "crossing":
        return toy(Crossing(tensors), tensors)
    return toy(DeepLinear(tensors), tensors) if model == "linear" else transformer(tensors)


def run(model, loss, ids, variant, chains, draws, batch, settings, seed, out):
    """One call of `sample`; its clock starts behind the losses at the start, which take every example once."""
    hugging, observed = "list" not in variant, "one batch" in variant
    data = datasets.Dataset.from_dict({"input_ids": ids.tolist()}).with_format("torch") if hugging else [{"input_ids": row} for row in ids]
    init = len(ids) // batch
    calls, clock = itertools.count(), {}

    def timed(model, ids):
        if next(calls) == init * chains:
            clock.update(start=perf_counter(), cpu=process_time())
        return loss(model, ids)

    observables = {"probe": (data.select(range(batch)), 1)} if observed else {}
    found = sample(
        model, data, observables, lr=settings["stepSize"], n_beta=settings["nbeta"], localization=settings["localization"],
        num_chains=chains, num_draws=draws, batch_size=batch, num_burnin_steps=0, num_init_loss_batches=init, init_seed=seed,
        match_sampling_input_ids_across_chains=False, device="cpu", loss_fn=timed, output_path=out,
    )
    took = perf_counter() - clock["start"], process_time() - clock["cpu"]
    start = found["init_loss"].values.mean(1, keepdims=True)
    trace = settings["nbeta"] * (found["sampling_loss"].values.mean((2, 3)) - start)
    return *took, trace.tolist()


def answer(number, file, model, variant, chains, draws, batch, time, seed, threads, **settings):
    torch.set_num_threads(threads)
    model, loss, ids = build(model, safetensors.torch.load_file(file))
    total, cpu, traces = 0.0, 0.0, []
    for call in itertools.count():
        out = f"{file}.{number}.{call}.zarr"
        wall, used, trace = run(model, loss, ids, variant, chains, draws, batch, settings, seed + 100 * call, out)
        total, cpu, traces = total + wall, cpu + used, traces + trace
        if total >= time:
            return {"draws": draws * len(traces), "seconds": total, "cpu": cpu, "traces": traces}


print(json.dumps({"devinterp": importlib.metadata.version("devinterp"), "torch": torch.__version__}), flush=True)
for number, line in enumerate(sys.stdin):
    try:
        print(json.dumps(answer(number, **json.loads(line))), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error).split("\n")[0][:120]}), flush=True)
