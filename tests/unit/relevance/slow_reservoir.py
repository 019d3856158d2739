"""An oracle that unrolls an echo-state network in loops over images, steps and units, in float64.

It knows the formulas of a reservoir and of two rules, and nothing of the engine's arithmetic.
"""

import math

import numpy as np

ORDERS = {
    "columns": [("columns", False)],
    "columns-reversed": [("columns", True)],
    "rows": [("rows", False)],
    "rows-reversed": [("rows", True)],
    "both": [("columns", False), ("columns", True)],
}


def read_weights(network):
    """Weights of a network as numpy arrays."""
    names = ("drive.weight", "drive.bias", "recurrence.weight", "readout.weight", "readout.bias")
    state = network.state_dict()
    return {name: state[name].double().numpy() for name in names}


def lines_of(field, axis, backwards):
    """Cells (row, column) of each line, in the order of reading."""
    rows, columns = field.shape
    if axis == "columns":
        lines = [[(r, c) for r in range(rows)] for c in range(columns)]
    else:
        lines = [[(r, c) for c in range(columns)] for r in range(rows)]
    return lines[::-1] if backwards else lines


def share(relevance, contributions, bias, rule, epsilon):
    """Relevance of contributions to one sum, and of the bias, by ε or z⁺."""
    if rule == "z-plus":
        contributions = [max(part, 0.0) for part in contributions]
        bias = max(bias, 0.0)
    total = sum(contributions) + bias
    total += epsilon if total >= 0 else -epsilon
    if total == 0:
        return [0.0 for _ in contributions], 0.0
    return [part / total * relevance for part in contributions], bias / total * relevance


def run(weights, field, lines, leak):
    """States before and after each step, and the sum of each unit."""
    units = len(weights["drive.bias"])
    state, steps = [0.0] * units, []
    for line in lines:
        sums = []
        for k in range(units):
            total = weights["drive.bias"][k]
            for j, cell in enumerate(line):
                total += weights["drive.weight"][k, j] * field[cell]
            for i in range(units):
                total += weights["recurrence.weight"][k, i] * state[i]
            sums.append(total)
        after = [(1 - leak) * state[k] + leak * math.tanh(sums[k]) for k in range(units)]
        steps.append((state, sums, after))
        state = after
    return state, steps


def unroll(network, field, rule, readout_rule, epsilon=1e-6, use_bias=True):
    """Class, score and map of one field, and relevance of the state after each step."""
    weights, leak = read_weights(network), network.leak
    factor = 1.0 if use_bias else 0.0
    passes = [lines_of(field, *order) for order in ORDERS[network.reading]]
    runs = [run(weights, field, lines, leak) for lines in passes]
    last = [value for state, _ in runs for value in state]
    logits = weights["readout.weight"] @ np.array(last) + weights["readout.bias"]
    target = int(np.argmax(logits))
    parts = [w * x for w, x in zip(weights["readout.weight"][target], last, strict=True)]
    bias = factor * weights["readout.bias"][target]
    on_states, _ = share(logits[target], parts, bias, readout_rule, epsilon)
    found, sums_by_step = np.zeros(field.shape), np.zeros(len(passes[0]))
    units = len(weights["drive.bias"])
    for number, (lines, (_, steps)) in enumerate(zip(passes, runs, strict=True)):
        relevance = on_states[number * units : (number + 1) * units]
        for t in reversed(range(len(lines))):
            before, sums, _ = steps[t]
            sums_by_step[t] += sum(relevance)
            earlier = [0.0] * units
            for k in range(units):
                kept, taken = (1 - leak) * before[k], leak * math.tanh(sums[k])
                # Those of the two that have the sign of their sum
                sign = 1 if kept + taken > 0 else -1
                kept, taken = max(sign * kept, 0.0), max(sign * taken, 0.0)
                earlier[k] += relevance[k] * kept / (kept + taken)
                parts = [
                    weights["drive.weight"][k, j] * field[cell] for j, cell in enumerate(lines[t])
                ] + [weights["recurrence.weight"][k, i] * before[i] for i in range(units)]
                shares, _ = share(
                    relevance[k] * taken / (kept + taken),
                    parts,
                    factor * weights["drive.bias"][k],
                    rule,
                    epsilon,
                )
                for j, cell in enumerate(lines[t]):
                    found[cell] += shares[j]
                for i in range(units):
                    earlier[i] += shares[len(lines[t]) + i]
            relevance = earlier
    return target, logits[target], found, sums_by_step
