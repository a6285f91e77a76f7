"""Documents in files, and everything that can be wrong with a file."""

import gzip

import pytest

from finops_gate.base.errors import RecordError, UsageError
from finops_gate.usage.files import digest, documents, find


def values(path):
    return [document.value for document in documents(path)]


def test_lines_documents_and_tables(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n\n{"a": 2}\n')
    (tmp_path / "b.json").write_text('[\n {"a": 1}\n]\n')
    (tmp_path / "c.csv").write_text("a,b\n1,2\n\n")
    assert values(tmp_path / "a.jsonl") == [{"a": 1}, {"a": 2}]
    assert values(tmp_path / "b.json") == [[{"a": 1}]]
    assert values(tmp_path / "c.csv") == [{"a": "1", "b": "2"}]
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(b"a\n1\n"))
    assert values(tmp_path / "d.csv.gz") == [{"a": "1"}]


def test_folders_and_globs(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("deep/a.jsonl", "b.csv.gz", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in find([str(tmp_path)])] == ["b.csv.gz", "a.jsonl"]
    assert [path.name for path in find([str(tmp_path / "**" / "*.jsonl")])] == ["a.jsonl"]
    assert digest(find([str(tmp_path)])).startswith("sha256:")
    with pytest.raises(UsageError, match="no records at"):
        find([str(tmp_path / "absent")])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 1000)[:-20], "cut off or damaged"),
        ("a.jsonl.gz", b"no gzip", "gzipped"),
        ("a.jsonl", '{"a": "ü"}'.encode("latin-1"), "not UTF-8"),
        ("a.csv", "a,b\n".encode("utf-16"), "not UTF-8"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', "a.jsonl:2: is no JSON"),
        ("a.jsonl", b'{"a": NaN}\n', "neither as a whole nor line by line"),
        ("a.json", b"[" * 100_000, "is no JSON"),
        ("a.csv", b"a,a\n1,2\n", "there twice"),
        ("a.csv", b"a,b\n1\n", "a.csv:2: has 1 cells"),
        ("a.csv", b'a\n"x\n', "is no CSV"),
    ],
)
def test_malformed(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RecordError, match=said):
        values(path)


def test_a_file_that_is_gone(tmp_path):
    with pytest.raises(RecordError, match="No such file"):
        values(tmp_path / "gone.jsonl")
