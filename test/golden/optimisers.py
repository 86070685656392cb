"""Writes optimisers.json: five steps of torch.optim on a small vector with prescribed gradients. Run: python3 test/golden/optimisers.py"""
import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
START = [0.5, -1.25, 2.0, 0.0, -0.03125]
GRADIENTS = [[(0.75 - 0.5 * i + 0.375 * t * (-1) ** i) * 2.0 ** (i - 2) for i in range(5)] for t in range(5)]
RATES = [0.1, 0.1, 0.05, 0.05, 0.025]


def adam(cls, kind, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.0):
    spec = {"kind": kind, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": decay}
    return spec, lambda p: cls(p, betas=(beta1, beta2), eps=epsilon, weight_decay=decay)


def sgd(momentum, decay):
    spec = {"kind": "sgd", "momentum": momentum, "weightDecay": decay}
    return spec, lambda p: torch.optim.SGD(p, momentum=momentum, weight_decay=decay)


CASES = [
    sgd(0.0, 0.0),
    sgd(0.0, 0.1),
    sgd(0.9, 0.0),
    sgd(0.9, 0.1),
    adam(torch.optim.Adam, "adam"),
    adam(torch.optim.Adam, "adam", 0.8, 0.95, 1e-3, 0.1),
    adam(torch.optim.AdamW, "adamw"),
    adam(torch.optim.AdamW, "adamw", 0.9, 0.98, 1e-8, 0.01),
    adam(torch.optim.AdamW, "adamw", 0.5, 0.9, 1e-2, 0.3),
]


def trajectory(make):
    weights = torch.tensor(START, requires_grad=True)
    optimiser = make([weights])
    steps = []
    for gradient, rate in zip(GRADIENTS, RATES):
        optimiser.param_groups[0]["lr"] = rate
        weights.grad = torch.tensor(gradient)
        optimiser.step()
        steps.append(weights.tolist())
    return steps


golden = {
    "torch": torch.__version__,
    "start": START,
    "gradients": GRADIENTS,
    "learningRates": RATES,
    "cases": [{"spec": spec, "weights": trajectory(make)} for spec, make in CASES],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
