"""SHA-256 without OpenSSL: `hashlib` loads that library (3 ms of every start) for what the interpreter has itself.

`random` of the standard library does the same for the same reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
else:
    try:
        from _sha2 import sha256 as sha256  # CPython 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as sha256  # CPython 3.11
        except ImportError:  # built without it
            from hashlib import sha256 as sha256
