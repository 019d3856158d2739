import numpy as np
import pytest
from scipy import optimize, stats

from face_relevance.comparison import proportion_lower_bound


def solve_exact(hits, count, level):
    """Solve P(X >= hits) = 1 - level for the proportion, the definition of Clopper-Pearson."""
    return optimize.brentq(
        lambda p: stats.binom.sf(hits - 1, count, p) - (1 - level), 1e-9, 1 - 1e-9
    )


def test_single_images_give_the_clopper_pearson_bound():
    correct = np.arange(50) < 43
    bound = proportion_lower_bound(correct, [str(i) for i in range(50)], 0.95)
    assert bound == pytest.approx(solve_exact(43, 50, 0.95), abs=1e-8)


def test_a_worked_example_with_clusters():
    # Four identities of four images with 4, 4, 3 and 1 hits; share 3/4. By hand: mean square
    # between identities 4 · (1/16 + 1/16 + 0 + 1/4) / 3 = 1/2, within (3/4 + 3/4) / 12 = 1/8,
    # ICC (1/2 - 1/8) / (1/2 + 3 · 1/8) = 3/7, design effect 1 + 3 · 3/7 = 16/7, so that 16 images
    # count as 7, times (1.753050 / 2.353363)² for 15 and 3 degrees of freedom.
    correct = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0]
    bound = proportion_lower_bound(correct, np.repeat(list("abcd"), 4), 0.95)
    effective = 7 * (1.753050 / 2.353363) ** 2
    expected = stats.beta.ppf(0.05, 0.75 * effective, 0.25 * effective + 1)
    assert bound == pytest.approx(expected, abs=1e-6)


def test_identical_images_within_identities_count_once_each():
    clusters = np.repeat([str(i) for i in range(20)], 10)
    correct = np.repeat(np.arange(20) < 15, 10)
    ratio = stats.t.ppf(0.95, 199) / stats.t.ppf(0.95, 19)
    effective = 20 * ratio**2
    expected = stats.beta.ppf(0.05, 0.75 * effective, 0.25 * effective + 1)
    assert proportion_lower_bound(correct, clusters) == pytest.approx(expected)


def test_all_right_counts_identities_not_images():
    clusters = np.repeat([str(i) for i in range(16)], 8)
    assert proportion_lower_bound(np.ones(128), clusters) == pytest.approx(0.05 ** (1 / 16))
    assert proportion_lower_bound(np.zeros(128), clusters) == 0


def test_bound_does_not_depend_on_the_order_of_images():
    rng = np.random.default_rng(0)
    correct, clusters = rng.random(60) < 0.7, rng.integers(0, 9, 60).astype(str)
    order = rng.permutation(60)
    bound = proportion_lower_bound(correct, clusters)
    assert proportion_lower_bound(correct[order], clusters[order]) == pytest.approx(bound)


def test_bound_holds_in_simulated_clusters():
    rng = np.random.default_rng(2)
    clusters = np.repeat([str(i) for i in range(16)], 8)
    below = 0
    for _ in range(500):
        ability = rng.beta(4, 1, 16)  # mean 0.8, ICC 1/6
        correct = rng.random(128) < np.repeat(ability, 8)
        below += proportion_lower_bound(correct, clusters) < 0.8
    assert below / 500 >= 0.93


@pytest.mark.parametrize(
    ("correct", "clusters", "level", "message"),
    [
        ([1, 0], ["a", "a"], 0.95, "at least two identities"),
        ([1, 0, 1], ["a", "b"], 0.95, "3 outcomes but 2 clusters"),
        ([1, 0], ["a", "b"], 0.4, "between 0.5 and 1"),
    ],
)
def test_bad_input_is_refused(correct, clusters, level, message):
    with pytest.raises(ValueError, match=message):
        proportion_lower_bound(correct, clusters, level)
