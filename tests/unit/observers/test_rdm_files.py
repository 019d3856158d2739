import pickle

import numpy as np
import pytest
import xarray as xr
from rsatoolbox.rdm import RDMs

from face_relevance.observers import JudgementError, read_judgements
from face_relevance.store import CsvError

EVE = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0]], dtype=float)
ADAM = np.array([[0, 4, np.nan], [4, 0, 5], [np.nan, 5, 0]], dtype=float)
FACES = ["b", "c", "a"]


def read(path, pooled=False):
    return read_judgements("rdms", path, "arranged", "similarity", pooled)[0]


@pytest.fixture
def save(tmp_path):
    """Save two subjects, or what a test changes, as npz."""

    def save(**changes):
        arrays = {
            "dissimilarity": np.stack([EVE, ADAM]),
            "conditions": np.array(FACES),
            "subjects": np.array(["eve", "adam"]),
        } | changes
        path = tmp_path / "rdms.npz"
        np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
        return path

    return save


def check_eve_and_adam(judged):
    assert judged["subject"].values.tolist() == ["adam", "eve"]
    assert judged["condition"].values.tolist() == ["a", "b", "c"]
    eve = judged["dissimilarity"].sel(subject="eve")
    np.testing.assert_array_equal(eve, [[0, 2, 3], [2, 0, 1], [3, 1, 0]])
    adam = judged["dissimilarity"].sel(subject="adam")
    np.testing.assert_array_equal(adam, [[0, np.nan, 5], [np.nan, 0, 4], [5, 4, 0]])


def test_a_square_table_is_joined_by_its_names(write):
    judged = read(write([",a,b,c", "c,2,1,0", "a,0,1.5,2", "b,1.5,0,1"]))
    assert judged["subject"].values.tolist() == ["all subjects"]
    expected = [[[0, 1.5, 2], [1.5, 0, 1], [2, 1, 0]]]
    np.testing.assert_array_equal(judged["dissimilarity"], expected)


def test_a_folder_holds_a_table_for_each_subject_with_faces_of_their_own(write):
    write([",a,b,c", "a,0,1,2", "b,1,0,3", "c,2,3,0"], "people/eve.csv")
    write([",b,d,a,c", "b,0,4,,6", "d,4,0,5,7", "a,,5,0,", "c,6,7,,0"], "people/adam.csv")
    folder = write(["notes are no table"], "people/notes.txt").parent
    judged = read(folder)
    eve = judged["dissimilarity"].sel(subject="eve", condition="a")
    np.testing.assert_array_equal(eve, [0, 1, 2, np.nan])
    missing = judged["dissimilarity"].sel(subject="eve", condition="d")
    np.testing.assert_array_equal(missing, [np.nan, np.nan, np.nan, 0])
    adam = judged["dissimilarity"].sel(subject="adam", condition="d")
    np.testing.assert_array_equal(adam, [5, 4, 7, 0])
    pooled = read(folder, pooled=True)["dissimilarity"].squeeze()
    assert pooled.sel(condition="b", paired_condition="c") == (3 + 6) / 2
    assert pooled.sel(condition="a", paired_condition="b") == 1
    assert pooled.sel(condition="d", paired_condition="b") == 4


def test_arrays_of_numpy_are_labelled(save):
    check_eve_and_adam(read(save()))
    alone = read(save(dissimilarity=EVE, subjects=None))
    assert alone["subject"].values.tolist() == ["all subjects"]
    numbered = read(save(subjects=None))
    assert numbered["subject"].values.tolist() == ["subject-001", "subject-002"]
    numbers = read(save(conditions=np.array([7, 10, 9])))
    assert numbers["condition"].values.tolist() == ["10", "7", "9"]


def test_files_of_rsatoolbox_are_labelled(tmp_path):
    rdms = RDMs(
        np.stack([EVE, ADAM]),
        rdm_descriptors={"subjects": ["eve", "adam"]},
        pattern_descriptors={"conditions": FACES},
    )
    for suffix in ("hdf5", "h5"):
        path = tmp_path / f"rdms.{suffix}"
        rdms.save(str(path), file_type="hdf5")
        check_eve_and_adam(read(path))


def test_the_order_of_rows_columns_files_and_subjects_means_nothing(write, save, tmp_path):
    rng = np.random.default_rng(0)
    values = rng.random((3, 6, 6))
    values += values.transpose(0, 2, 1)
    values[:, range(6), range(6)] = 0
    faces, subjects = np.array(list("uvwxyz")), np.array(["k", "l", "m"])
    first = read(save(dissimilarity=values, conditions=faces, subjects=subjects))
    who, order = rng.permutation(3), rng.permutation(6)
    shuffled = values[who][:, order][:, :, order]
    path = save(dissimilarity=shuffled, conditions=faces[order], subjects=subjects[who])
    xr.testing.assert_identical(first, read(path))
    rdms = RDMs(
        shuffled,
        rdm_descriptors={"subjects": list(subjects[who])},
        pattern_descriptors={"conditions": list(faces[order])},
    )
    rdms.save(str(tmp_path / "rdms.hdf5"), file_type="hdf5")
    again = read(tmp_path / "rdms.hdf5").assign_attrs(source="rdms.npz")
    xr.testing.assert_identical(first, again)
    for subject, matrix in zip(subjects, values, strict=True):
        rows, columns = rng.permutation(6), rng.permutation(6)
        lines = [",".join(["", *faces[columns]])]
        for row in rows:
            lines.append(",".join([faces[row], *(repr(float(v)) for v in matrix[row, columns])]))
        folder = write(lines, f"people/{subject}.csv").parent
    xr.testing.assert_identical(first.assign_attrs(source="people"), read(folder))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([",a,b,c", "a,0,1,2", "b,1,0,3"], "face 'c' has no row; header and first column"),
        ([",a,b", "a,0,1", "b,1,0", "c,1,1"], "face 'c' has no column"),
        ([",a,b,a", "a,0,1,0", "b,1,0,1"], "face 'a' has two columns"),
        ([",a,b", "a,0,1", "b,1,0", "b,1,0"], "face 'b' has two rows"),
        ([",a,b,c", "a,0,1,2", "b,1,0", "c,2,3,0"], "line 3: 3 values, but the header has 4"),
        ([",a,b,c", "a,0,1,2", "b,1,0,x", "c,2,3,0"], "line 3: .* 'b' and 'c' is 'x', not a num"),
        ([",a,b,c", "a,0,1,2", "b,1,0,3", "c,2,4,0"], "'b' and 'c', 3, is .*: asymmetric; aver"),
        ([",a,b,c", "a,0,1,2", "b,1,0,", "c,2,4,0"], "'b' and 'c', nan, is .* asymmetric"),
        ([",a,b,c", "a,0,1,2", "b,1,0,-3", "c,2,-3,0"], "'b' and 'c', -3, is negative"),
        ([",a,b,c", "a,0,1,2", "b,1,0,inf", "c,2,inf,0"], "'b' and 'c', inf, is not finite"),
        ([",a,b,c", "a,0,1,2", "b,1,1,3", "c,2,3,0"], "face 'b' with itself, 1, is not zero"),
        ([",a,b,c", "a,0,1,2", "b,1,0,", "c,2,,0"], r"'b' and 'c' together \(1 such pairs of 3"),
    ],
)
def test_what_is_no_rdm_is_named(write, lines, message):
    with pytest.raises((CsvError, JudgementError), match=message) as raised:
        read(write(lines))
    assert "file.csv" in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"dissimilarity": np.zeros((2, 3, 4))},
            r"shape \(2, 3, 4\) do not fit to 2 subjects and 3",
        ),
        ({"subjects": np.array(["eve"])}, "do not fit to 1 subjects"),
        ({"subjects": np.array(["eve", "eve"])}, "subject 'eve' occurs twice"),
        ({"conditions": np.array(["a", "b", "a"])}, "face 'a' occurs twice"),
        ({"dissimilarity": np.stack([EVE, EVE - 1])}, "subject 'adam': .* 'b' with itself, -1, is"),
        ({"dissimilarity": np.zeros((0, 3, 3)), "subjects": None}, "holds no matrix"),
        ({"conditions": None}, "array 'conditions' is missing; it has dissimilarity, subjects"),
        ({"conditions": np.array(FACES, dtype=object)}, "holds objects, which are not opened"),
    ],
)
def test_what_is_wrong_in_arrays_is_named(save, changes, message):
    with pytest.raises(JudgementError, match=rf"rdms\.npz.*{message}"):
        read(save(**changes))


def test_files_of_rsatoolbox_need_names_and_hdf5(tmp_path):
    rdms = RDMs(EVE[None], pattern_descriptors={"conds": FACES})
    rdms.save(str(tmp_path / "rdms.hdf5"), file_type="hdf5")
    with pytest.raises(JudgementError, match=r"no pattern descriptor 'conditions'.* conds, index"):
        read(tmp_path / "rdms.hdf5")
    (tmp_path / "rdms.pkl").write_bytes(pickle.dumps(rdms.to_dict()))
    with pytest.raises(JudgementError, match="pickled ones can be saved again"):
        read(tmp_path / "rdms.pkl")
    (tmp_path / "text.h5").write_text("no such file")
    with pytest.raises(JudgementError, match="is no file of rsatoolbox's RDMs in HDF5"):
        read(tmp_path / "text.h5")


@pytest.mark.parametrize("name", ["absent.npz", "absent.h5", "absent.csv"])
def test_a_file_that_is_absent_is_named(tmp_path, name):
    with pytest.raises((CsvError, JudgementError), match=f"{name} does not exist"):
        read(tmp_path / name)


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(JudgementError, match=r"holds no \.csv file"):
        read(tmp_path)
