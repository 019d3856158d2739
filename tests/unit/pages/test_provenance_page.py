import hashlib
import json
from importlib.metadata import version

import numpy as np
import pytest

from face_relevance.pages.provenance import digest_weights, sum_benchmarks, write_provenance
from face_relevance.store import Carrier


def write_benchmark(path, seconds, cpu, memory):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"s": seconds, "cpu_time": cpu, "max_rss": memory}) + "\n")


@pytest.fixture
def results(tmp_path):
    write_benchmark(tmp_path / "benchmarks/train_model/faces/gender/seed-1.jsonl", 90, 100, 700)
    write_benchmark(tmp_path / "benchmarks/train_model/faces/gender/seed-2.jsonl", 60, 50, 800)
    write_benchmark(tmp_path / "benchmarks/draw_faces.jsonl", 2.5, 2, 300)
    write_benchmark(tmp_path / "benchmarks/write_config.jsonl", 0.1, "NA", "NA")
    weights = tmp_path / "models/faces/gender/seed-1/weights.safetensors"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    (tmp_path / "config.yaml").write_text("study: tiny\n")
    return tmp_path


def test_jobs_of_a_rule_are_added_up(results):
    table = sum_benchmarks(results / "benchmarks").set_index("rule")
    assert table.index.tolist() == ["train_model", "draw_faces", "write_config"]
    assert table.loc["train_model"].tolist() == [2, 150, 150, 800]
    assert table.loc["write_config", "jobs"] == 1
    assert np.isnan(table.loc["write_config", "cpu_seconds"])


def test_a_file_that_is_no_benchmark_is_named(results):
    (results / "benchmarks/draw_faces.jsonl").write_text("")
    with pytest.raises(ValueError, match=r"draw_faces\.jsonl is no benchmark"):
        sum_benchmarks(results / "benchmarks")


def test_weights_are_digested(results):
    (weights,) = digest_weights(results)
    assert weights.path == "models/faces/gender/seed-1/weights.safetensors"
    assert weights.sha256 == hashlib.sha256(b"weights").hexdigest()


def test_the_page_says_where_results_come_from(results):
    carrier = Carrier("wheel", "1.0", "f" * 64, "data", "CC0 1.0", "Heads of nobody")
    page = write_provenance(results, results / "config.yaml", "Tiny", True, {"head": carrier})
    assert "Tiny (simulated)" in page
    assert f"<td>torch</td><td>{version('torch')}</td>" in page
    assert hashlib.sha256(b"study: tiny\n").hexdigest() in page
    assert "4 jobs took 2.5 min one after the other" in page
    assert "2.5 min of processor time" in page
    assert "Heads of nobody" in page
    assert "CC0 1.0" in page
    assert "keeps no weights" not in page


def test_a_study_without_weights_and_carriers_says_so(results):
    (results / "models/faces/gender/seed-1/weights.safetensors").unlink()
    page = write_provenance(results, results / "config.yaml", "Tiny", False, {})
    assert "This study keeps no weights." in page
    assert "takes no data from a pinned wheel" in page
    assert "(simulated)" not in page
