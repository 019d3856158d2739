"""What a study is said to take."""

from pathlib import Path

import pytest
import yaml

from face_relevance.study.config import complete_config
from face_relevance.study.kinds import find_kind
from face_relevance.workload.summary import DiskError, estimate_workload, require_disk, summarise
from face_relevance.workload.work import (
    PER_JOB,
    Work,
    Workload,
    sum_megabytes,
    sum_seconds,
    take_off_finished,
)

ROOT = Path(__file__).parents[3]
STUDIES = [ROOT / "config/config.yaml", *sorted((ROOT / "config/studies").glob("*.yaml"))]
# Minutes of one core that finished studies took, of all rules, from their benchmark files; of
# remedies on a busy machine those of the processor.
MEASURED = {
    "rendered": 23, "orl": 30, "synthetic": 19, "enso": 14.5, "remedies": 21, "advise-small": 31
}  # fmt: skip


def read(path, **changes):
    config = yaml.safe_load(path.read_text()) | changes
    return find_kind(config), complete_config(config, ROOT / "workflow/schemas/config.schema.yaml")


def estimate(path, **changes):
    kind, config = read(path, **changes)
    return estimate_workload(config, kind, 200, 100)


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_every_study_has_an_estimate(path):
    workload = estimate(path)
    assert min(workload.models, workload.maps, workload.images) > 0
    assert sum_megabytes(workload.works) > 1
    assert all(work.jobs >= 0 and 0 < work.seconds < 36000 for work in workload.works)


@pytest.mark.parametrize("study", MEASURED)
def test_the_estimate_is_within_a_factor_of_what_was_measured(study):
    (path,) = (path for path in STUDIES if read(path)[1]["study"] == study)
    minutes = sum(work.jobs * work.seconds for work in estimate(path).works) / 60
    assert MEASURED[study] / 1.5 < minutes < MEASURED[study] * 1.5


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_seed_more_takes_more_time_and_space(path):
    seeds = read(path)[1]["seeds"]
    if path.stem == "advise":
        pytest.skip("published weights are one network")
    less, more = (estimate(path, seeds=chosen) for chosen in (seeds, [*seeds, 99]))
    assert sum_seconds(more.works, 2) > sum_seconds(less.works, 2)
    assert sum_megabytes(more.works) > sum_megabytes(less.works)
    assert more.models > less.models


def test_larger_images_take_more_time():
    images = {"source": "rendered", "size": 128}
    small, large = estimate(STUDIES[0]), estimate(STUDIES[0], images=images)
    assert sum_seconds(large.works, 2) > 2 * sum_seconds(small.works, 2)


def test_jobs_share_cores_but_stages_wait_for_one_another():
    works = [Work("train", "training", 4, 10), Work("draw", "figures", 2, 3)]
    total = 4 * 10 + 2 * 3 + 6 * PER_JOB
    assert sum_seconds(works, 1) == total
    assert sum_seconds(works, 2) == total / 2
    assert sum_seconds(works, 100) == 10 + 3


def test_finished_jobs_are_taken_off_once_each(tmp_path):
    for name in ("explain/a/1", "explain/a/2", "explain/a/3", "plot_one"):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    works = [
        Work("explain/a", "explaining", 2, 1),
        Work("explain/a", "explaining", 2, 1),
        Work("plot_", "figures", 5, 1),
        Work("train", "training", 1, 1),
    ]
    assert [work.jobs for work in take_off_finished(works, tmp_path)] == [0, 1, 4, 1]


def summary(left):
    config = {"study": "mine", "images": {"source": "orl"}}
    whole = Workload(8, 9216, 3808, [Work("train", "training", 100, 60, 15)])
    return summarise(config, whole, whole._replace(works=left), 2, 49_700)


def test_the_summary_says_what_is_to_come():
    text = summary([Work("train", "training", 100, 60, 15)])
    assert text == (
        "Study mine: 3,808 images, 8 models, 9,216 maps; from scratch about 50 minutes on 2 cores "
        "and 1.5 GB of disk (49.7 GB are free)."
    )


def test_the_summary_says_what_is_left():
    assert "about 5 minutes and 150 MB are left" in summary([Work("t", "training", 10, 60, 15)])
    assert "All of it is there" in summary([Work("t", "training", 0, 60, 15)])


def test_too_little_space_is_said_before_work():
    left = Workload(1, 1, 1, [Work("train", "training", 10, 1, 100)])
    with pytest.raises(DiskError, match=r"mine needs about 1\.0 GB .* 400 MB are free; make room"):
        require_disk("mine", left, 400)
    require_disk("mine", left, 600)
