"""What must hold for any text, whatever the format: nothing raises, lines exist, the same text reads the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base import shelf
from finops_gate.detect import Detector
from finops_gate.model.setting import Embedded, Setting, Skipped

SHELF = "finops_gate.detect.config"
PIECES = st.sampled_from(
    """
    model: model = "gpt-4o" 'gpt-4o-mini' gpt-4.1 MODEL=o3-mini --model -m ${MODEL:-gpt-4o} ${{ || }} {{ .Values.x }}
    | > >-
    { } [ ] ( ) , : ; = - # // /* */ ' " \"\"\" ''' & * ! &a *a !Ref ? % @ \\ ~ ` default value name: replicas: 2
    nvidia.com/gpu: resources: limits: param var resource variable locals <<EOT EOT ENV ARG RUN CMD [section] [[list]]
    "cells": "source": "cell_type": "code" fallbacks: models: echo null true 4096 max_tokens: \t
    """.split()
)
TEXTS = st.lists(st.one_of(PIECES, st.sampled_from(["\n", "\n  ", "\n    ", "\r\n", " ", "\t", "\n- "])), max_size=60)


DETECTORS = [shelf.take(SHELF, name, "DETECTOR") for name in shelf.names(SHELF)]
each = pytest.mark.parametrize("detector", DETECTORS, ids=shelf.names(SHELF))


def path_of(detector: Detector) -> str:
    return f"folder/file{detector.suffixes[0]}" if detector.suffixes else detector.filenames[0]


def check(detector: Detector, text: bytes) -> None:
    path = path_of(detector)
    found = detector.read(path, text)
    assert found == detector.read(path, text)
    lines = text.count(b"\n") + 1
    for item in found:
        if isinstance(item, Setting):
            assert item.location.path == path
            assert 1 <= item.location.line <= lines
            assert item.value
        else:
            assert isinstance(item, Embedded | Skipped)


@each
@given(pieces=TEXTS)
def test_any_mixture_of_the_format_s_own_signs_is_read(detector, pieces):
    check(detector, "".join(pieces).encode())


@each
@given(text=st.binary(max_size=200))
def test_any_bytes_are_read(detector, text):
    detector.read(path_of(detector), text)


@each
@pytest.mark.parametrize("opening", ["[", "{", "(", "- ", "a: {", '{"a":', "a = {", "a {\n", "<<A\n", "{{/*", '"', "'"])
def test_ten_thousand_levels_end_soon_and_without_an_error(detector, opening):
    for item in detector.read(path_of(detector), opening.encode() * 10_000):
        assert isinstance(item, Setting | Embedded) or re.search(
            "nests too deeply|too many|does not parse", item.reason
        )


@each
def test_every_detector_names_what_it_reads(detector):
    assert isinstance(detector, Detector)
    assert detector.suffixes or detector.filenames
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in detector.suffixes)
    assert all(name == name.lower() for name in detector.filenames)
