"""Writes chains.json: split R-hat, effective sample size and Monte Carlo error by ArviZ, drift by numpy.polyfit, of chains that the
test rebuilds from the same integer recurrence. Run: pip install arviz==0.23.4 && python3 test/golden/chains.py"""
import json
from pathlib import Path

import arviz
import numpy as np

# name, chains, draws, rho, shift of the last chain, trend over the whole trace
CASES = [
    ("white noise", 4, 200, 0.0, 0.0, 0.0),
    ("slow", 4, 400, 0.9, 0.0, 0.0),
    ("very slow, one chain (ArviZ gets its halves)", 1, 300, 0.98, 0.0, 0.0),
    ("antithetic", 3, 150, -0.6, 0.0, 0.0),
    ("one chain shifted", 4, 250, 0.3, 1.0, 0.0),
    ("odd number of draws", 2, 101, 0.5, 0.0, 0.0),
    ("trend", 5, 240, 0.6, 0.0, 2.0),
    ("nine draws", 3, 9, 0.2, 0.0, 0.0),
]


def chains(num_chains, draws, rho, shift, trend):
    """x_t = rho x_(t-1) + u_t, u_t = state / 2^32 - 1/2 of the generator state <- 1664525 state + 1013904223 mod 2^32, seed 1."""
    state, rows = 1, []
    for chain in range(num_chains):
        value, row = 0.0, []
        for t in range(draws):
            state = (1664525 * state + 1013904223) % 2**32
            value = rho * value + (state / 2**32 - 0.5)
            row.append(value + (shift if chain == num_chains - 1 else 0.0) + trend * t / draws)
        rows.append(row)
    return np.array(rows)


def drift(x):
    m, n = x.shape
    t = np.arange(n)
    fits = [np.polyfit(t, row, 1) for row in x]
    slope = np.polyfit(t, x.mean(axis=0), 1)[0]
    k = min(8, n)
    length = n // k
    means = np.array([(row - np.polyval(fit, t))[: k * length].reshape(k, length).mean(axis=1) for row, fit in zip(x, fits)])
    long_run = length * (means**2).sum() / (m * (k - 2))
    batched = n * np.sqrt(long_run / m / ((t - t.mean()) ** 2).sum())
    replicated = n * np.std([fit[0] for fit in fits], ddof=1) / np.sqrt(m) if m > 1 else 0.0
    return {"value": n * slope, "stderr": max(batched, replicated)}


def row(name, *shape):
    x = chains(*shape)
    return {
        "name": name,
        "shape": shape,
        "last": x[-1, -1],
        "rhat": float(arviz.rhat(x, method="split") if len(x) > 1 else arviz.rhat(x.reshape(2, -1), method="identity")),
        "ess": float(arviz.ess(x, method="mean")),
        "mcse": float(arviz.mcse(x, method="mean")),
        "drift": drift(x),
    }


golden = {"arviz": arviz.__version__, "cases": [row(*case) for case in CASES]}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1, allow_nan=False) + "\n")
