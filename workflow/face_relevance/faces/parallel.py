"""Run independent pieces of rendering, in this process or in several."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

Progress = Callable[[Iterable, str, int], Iterable]


def silent(iterable: Iterable, description: str, total: int) -> Iterable:
    """Return the iterable unchanged: the progress of those who want none."""
    return iterable


def map_in_order(function: Callable, items: Sequence, workers: int) -> Iterator:
    """Yield the results in the order of the items, whatever the number of processes.

    Parameters
    ----------
    function : callable
        Takes one item; defined at the top of a module when there are several workers.
    items : sequence
        Independent pieces of work.
    workers : int
        Number of processes; 1 stays in this one.
    """
    if workers == 1:
        yield from map(function, items)
        return
    # A fork does not import the main script again, which Snakemake's scripts do not survive.
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        yield from pool.map(function, items)
