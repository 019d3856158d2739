"""What every job does around its one library call: log, threads, errors, progress."""

import contextlib
import logging
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from tqdm import tqdm

logger = logging.getLogger("face_relevance")


@contextlib.contextmanager
def job(log: str | Path, threads: int = 1) -> Iterator[None]:
    """Run a block of work as a job: its messages go to a log, its failure is said in one line.

    Parameters
    ----------
    log : path-like
        File that takes log lines, warnings and, after a failure, the traceback.
    threads : int
        Threads that torch may use. Sums depend on how they are split, so that the same number
        gives the same bits.

    Raises
    ------
    SystemExit
        With status 1 when the block fails; the message has been printed to standard error.
    """
    handler = logging.FileHandler(log, mode="w")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    started = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.showwarning = _log_warning
            yield
        logger.info("done in %.1f s", time.perf_counter() - started)
    except Exception as error:
        logger.error("%s", traceback.format_exc())
        print(f"\nERROR: {error}\n(traceback in {log})\n", file=sys.stderr)
        raise SystemExit(1) from error
    finally:
        logger.removeHandler(handler)
        handler.close()


def _log_warning(message: Warning | str, category: type[Warning], *_: object) -> None:
    logger.warning("%s: %s", category.__name__, message)


def progress(iterable: Iterable, description: str, total: int | None = None) -> Iterator:
    """Iterate with a progress bar on a terminal and a plain log line for each tenth done.

    Parameters
    ----------
    iterable : iterable
        What to iterate over.
    description : str
        What is being done, for example ``"training faces/gender/seed-1"``.
    total : int, optional
        Number of items, needed when the iterable has no length.

    Yields
    ------
    object
        The items, unchanged.
    """
    total = total if total is not None else len(iterable)
    logger.info("%s: %d steps", description, total)
    tenth = 0
    # Bars of jobs that run side by side share a terminal: they wait, and leave nothing behind.
    bar = tqdm(
        iterable, desc=description, total=total, disable=None, leave=False, delay=2, mininterval=0.5
    )
    for done, item in enumerate(bar, start=1):
        yield item
        if total and done * 10 // total > tenth:
            tenth = done * 10 // total
            logger.info("%s: %d of %d", description, done, total)
