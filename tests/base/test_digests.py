from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from finops_gate.base.digests import sha256


@given(st.binary(max_size=300))
def test_a_digest_is_that_of_the_standard_library(content):
    assert sha256(content).hexdigest() == hashlib.sha256(content).hexdigest()
    assert sha256(content).digest() == hashlib.sha256(content).digest()
