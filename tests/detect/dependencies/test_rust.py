"""Versions of Rust crates."""

from finops_gate.detect.dependencies.rust import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_cargo_and_its_lock():
    lock = '[[package]]\nname = "rig-core"\nversion = "0.5.0"\n'
    assert named(ECOSYSTEM, "Cargo.lock", lock) == ["2: rig-core 0.5.0"]
    text = (
        '[package]\nname = "x1"\nversion = "0.1.0"\n[dependencies]\nrig = "0.5"\nb = { version = "1", features = [] }\n'
    )
    assert named(ECOSYSTEM, "Cargo.toml", text) == ["5: rig 0.5 (0.5)", "6: b 1 (1)"]
