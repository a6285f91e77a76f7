"""Counting tokens with the vocabularies that the package ships."""

from __future__ import annotations

import pytest

from finops_gate.base.errors import CatalogError
from finops_gate.catalog import tokenizers
from finops_gate.catalog.tokenizers import counter


@pytest.mark.parametrize(
    ("encoding", "text", "tokens"),
    [
        # Counts that OpenAI's own guide to counting tokens states.
        ("cl100k_base", "tiktoken is great!", 6),
        ("o200k_base", "tiktoken is great!", 6),
        ("cl100k_base", "antidisestablishmentarianism", 6),
        ("o200k_base", "antidisestablishmentarianism", 6),
        ("cl100k_base", "2 + 2 = 4", 7),
        ("o200k_base", "2 + 2 = 4", 7),
        ("cl100k_base", "お誕生日おめでとう", 9),
        ("o200k_base", "お誕生日おめでとう", 8),
        ("o200k_base", "", 0),
        ("o200k_base", "hello world", 2),
    ],
)
def test_counts_are_those_of_the_vendor(encoding: str, text: str, tokens: int) -> None:
    assert counter(encoding)(text) == tokens


def test_ids_are_those_of_the_vendor() -> None:
    assert tokenizers._encoder("cl100k_base")("hello world") == [15339, 1917]
    assert tokenizers._encoder("o200k_base")("hello world") == [24912, 2375]


def test_what_looks_like_a_special_token_is_plain_text() -> None:
    assert counter("cl100k_base")("<|endoftext|>") == 7


def test_lone_surrogates_do_not_end_the_run() -> None:
    assert counter("cl100k_base")("a\ud800b") > 0


def test_an_encoding_that_is_not_shipped_is_an_error() -> None:
    with pytest.raises(CatalogError) as caught:
        counter("p50k_base")
    assert "p50k_base" in caught.value.message
    assert "cl100k_base, o200k_base" in caught.value.hint


def test_a_vocabulary_is_as_long_as_published() -> None:
    assert len(tokenizers._ranks(tokenizers.DATA, "cl100k_base")) == 100_256
    assert len(tokenizers._ranks(tokenizers.DATA, "o200k_base")) == 199_998


@pytest.mark.parametrize("content", [b"", b"not xz", None])
def test_a_damaged_vocabulary_is_an_error(tmp_path: object, content: bytes | None) -> None:
    import lzma
    from pathlib import Path

    folder = Path(str(tmp_path))
    damaged = lzma.compress(b"\x01a\x01b") if content is None else content
    (folder / "cl100k_base.xz").write_bytes(damaged)
    with pytest.raises(CatalogError) as caught:
        tokenizers._ranks(folder, "cl100k_base")
    assert "cl100k_base.xz" in caught.value.message


def test_a_missing_vocabulary_is_an_error(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(CatalogError):
        tokenizers._ranks(Path(str(tmp_path)), "cl100k_base")
