"""How long the atlas of a study of 40 models and 500 images takes to its first view, from disk.

Chromium opens the page of a simulated study of 112 px afresh several times. Run by ``make bench``;
needs chromium and chromedriver.
"""

import statistics
import tempfile
from pathlib import Path

from atlas_study import write_study
from measuring import write_figures

from chromium import Browser

OPENINGS = 7


def main() -> None:
    """Open the page and say when all of its first view was drawn."""
    browser = Browser()
    times = []
    with tempfile.TemporaryDirectory() as folder:
        write_study(Path(folder), seeds=10, people=250, side=112, per_chunk=20, written=1)
        for _ in range(OPENINGS):
            browser.open(Path(folder, "index.html"), width=1920, height=1080)
            browser.find('#stage[aria-busy="false"]', seconds=30)
            times.append(browser.run("return performance.getEntriesByName('view')[0].startTime"))
    browser.driver.quit()
    case = f"40 models x 500 images of 112 px, first view, of {OPENINGS} openings the"
    write_figures(
        "atlas_page",
        [
            {"case": f"{case} {name}", "unit": "s", "ours": choose(times) / 1000, "peers": {}}
            for name, choose in (("fastest", min), ("median", statistics.median), ("slowest", max))
        ],
    )


if __name__ == "__main__":
    main()
