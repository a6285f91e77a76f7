"""The index of the shelves makes a run faster, and never different."""

import pytest

from finops_gate.base import shelf
from finops_gate.detect import Detector, calls, route
from finops_gate.detect.index import detectors
from finops_gate.detect.sdks import Sdk


@pytest.fixture
def forgetful():
    """Functions that remember, made to forget before and after."""
    remembering = (route._shelves, route._shelved_for, calls._entries, calls._unindexed)
    for function in remembering:
        function.cache_clear()
    yield
    for function in remembering:
        function.cache_clear()


@pytest.mark.parametrize("package", route.SHELVES)
def test_every_detector_is_found_by_what_it_reads_and_by_its_name(package):
    for file in shelf.names(package):
        detector = shelf.take(package, file, "DETECTOR")
        assert isinstance(detector, Detector)
        for ending in detector.suffixes:
            assert route.detector_for(f"some/where.is{ending.upper()}") is detector
        for pattern in detector.filenames:
            assert route.detector_for(f"some/{pattern.replace('*', 'x')}") is detector


def test_a_file_that_is_not_as_it_was_indexed_is_asked(forgetful, monkeypatch):
    stale = {package: dict.fromkeys(files, (1, "x", (), ())) for package, files in detectors.DETECTORS.items()}
    monkeypatch.setattr(route, "DETECTORS", stale)
    found = route.detector_for("a.py")
    assert found is not None and found.name == "python"


def test_a_detector_that_is_not_in_the_index_is_asked(forgetful, monkeypatch):
    monkeypatch.setattr(route, "DETECTORS", {package: {} for package in route.SHELVES})
    found = route.detector_for(".env.local")
    assert found is not None and found.name == "dotenv"


def every_call():
    for name in shelf.names(calls.PACKAGE):
        sdk = shelf.take(calls.PACKAGE, name, "SDK")
        assert isinstance(sdk, Sdk)
        for language in sdk.languages:
            for call in sdk.calls:
                yield language, calls.names_of(call), b" ".join(name.encode() for name in sdk.imports)


def test_calls_are_the_same_with_and_without_the_index(forgetful, monkeypatch):
    asked = sorted(set(every_call()))
    with_index = [calls.known(*one) for one in asked]
    assert None not in with_index
    monkeypatch.setattr(calls, "SIZES", {})
    monkeypatch.setattr(calls, "TABLES", {})
    calls._entries.cache_clear()
    calls._unindexed.cache_clear()
    assert [calls.known(*one) for one in asked] == with_index
