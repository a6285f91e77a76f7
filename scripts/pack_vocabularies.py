"""Packs tiktoken's vocabularies into the form that the package ships: about a quarter of their size.

Usage: python -m scripts.pack_vocabularies llama_index_core-0.14.25-py3-none-any.whl
       (pip download --no-deps llama-index-core==0.14.25; the wheel is read as a zip, nothing is installed)

The files inside are the vocabularies that OpenAI publishes with tiktoken: their sha256 must be the ones that tiktoken
itself checks. Ranks are 0, 1, 2, ... without a gap, so the tokens are written one after another in their order, each
with its length in one byte before it, and compressed with xz.
"""

from __future__ import annotations

import base64
import hashlib
import lzma
import sys
import zipfile
from pathlib import Path

from finops_gate.catalog.tokenizers import VOCABULARIES

DATA = Path(__file__).parent.parent / "finops_gate" / "catalog" / "data"
FOLDER = "llama_index/core/_static/tiktoken_cache/"

# Encoding: name of the file (sha1 of its address), and the sha256 that stands in tiktoken_ext.openai_public.
FILES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}


def packed(vocabulary: bytes) -> bytes:
    """The tokens of a .tiktoken file, each after its length. Raises ValueError when ranks leave a gap."""
    parts = bytearray()
    for rank, line in enumerate(vocabulary.splitlines()):
        text, _, stated = line.partition(b" ")
        token = base64.b64decode(text)
        if int(stated) != rank or not 0 < len(token) < 256:
            raise ValueError(f"line {rank + 1}: {stated!r} is not the next rank, or the token is too long")
        parts.append(len(token))
        parts += token
    return bytes(parts)


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for encoding, (member, checksum) in FILES.items():
            vocabulary = archive.read(FOLDER + member)
            if hashlib.sha256(vocabulary).hexdigest() != checksum:
                raise SystemExit(f"{encoding}: this is not the vocabulary that tiktoken publishes")
            tokens = packed(vocabulary)
            filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
            content = lzma.compress(tokens, lzma.FORMAT_XZ, filters=filters)
            (DATA / f"{encoding}.xz").write_bytes(content)
            known = VOCABULARIES[encoding].sha256
            digest = hashlib.sha256(tokens).hexdigest()
            note = "" if digest == known else f"  <- enter this in finops_gate/catalog/tokenizers.py (there: {known})"
            print(f"{encoding}: {len(content):,} bytes, tokens sha256 {digest}{note}")


if __name__ == "__main__":
    main(sys.argv[1])
