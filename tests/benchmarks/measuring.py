"""How contestants are measured and how the figures are kept."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

RESULTS = Path(__file__).parents[2] / "results" / "benchmarks"
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def time_interleaved(
    contestants: dict[str, Callable[[], object]], repeats: int
) -> dict[str, float]:
    """Return the median seconds of every contestant, after one warm-up round.

    The repeats alternate between the contestants, so that a busy moment hits all of them.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for repeat in range(repeats + 1):
        for name, call in contestants.items():
            start = time.perf_counter()
            call()
            if DEVICE.type == "cuda":
                torch.cuda.synchronize()
            if repeat:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}


def measure_peak_memory(call: Callable[[], object]) -> float:
    """Return by how many MiB memory rises at most during a call, on the device that is used.

    On a CPU the peak of the whole process is reset by way of Linux' ``clear_refs``.
    """
    if DEVICE.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        call()
        return (torch.cuda.max_memory_allocated() - before) / 2**20
    Path("/proc/self/clear_refs").write_text("5")
    before = _read_status("VmRSS")
    call()
    return (_read_status("VmHWM") - before) / 2**10


def _read_status(key: str) -> int:
    """Kilobytes from the kernel's account of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))


def ask_fresh_process(script: str, *arguments: str) -> float:
    """Run a benchmark script for one figure, so that no contestant inherits another's memory."""
    command = [sys.executable, script, *arguments]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(answer.stdout.split()[-1])


def write_figures(name: str, figures: list[dict]) -> None:
    """Keep the figures of a benchmark and print them as a table.

    Parameters
    ----------
    name : str
        File below results/benchmarks.
    figures : list of dict
        Each with ``case``, ``unit``, ``ours`` and ``peers``, a mapping of names to values.
    """
    path = RESULTS / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n")
    for figure in figures:
        print(f"\n{figure['case']}: {figure['ours']:.4g} {figure['unit']}")
        for peer, value in figure["peers"].items():
            print(f"  {figure['ours'] / value:6.3f} of {peer} ({value:.4g})")
    print(f"\nwritten to {path.relative_to(RESULTS.parents[1])}")
