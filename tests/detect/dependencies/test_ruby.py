"""Versions of Ruby gems."""

from finops_gate.detect.dependencies.ruby import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_gemfile_and_its_lock():
    lock = "GEM\n  specs:\n    ruby-openai (7.0.1)\n      event_stream_parser (>= 0.3.0)\n"
    assert named(ECOSYSTEM, "Gemfile.lock", lock) == ["3: ruby-openai 7.0.1"]
    assert named(ECOSYSTEM, "Gemfile", 'gem "ruby-openai", "~> 7.0"\ngem "rails"\n') == ["1: ruby-openai ~> 7.0 (7.0)"]
