"""An environment value over the code's own default: what takes effect is compared, not what came or went."""

from __future__ import annotations

from finops_gate.app.changes import changes_between
from finops_gate.compare.pairing import main
from finops_gate.model.site import Change, Site, Status

CODE = b'import os\nMODEL = os.getenv("CHAT_MODEL", "gpt-4-turbo")\n'


def only(before: dict[str, bytes], after: dict[str, bytes]) -> Change:
    (row,) = changes_between(before, after)
    return row


def model(site: Site | None) -> object:
    return None if site is None else main(site).value


def test_an_override_that_disappears_makes_the_default_effective() -> None:
    row = only({"a.py": CODE, ".env": b"CHAT_MODEL=gpt-4o-mini\n"}, {"a.py": CODE, ".env": b"X=1\n"})
    assert (row.status, model(row.after_site)) == (Status.REMOVED, "gpt-4-turbo")
    assert row.note == "the default gpt-4-turbo at a.py:2 takes effect"


def test_a_new_override_replaces_the_default_and_is_no_new_spending() -> None:
    row = only({"a.py": CODE}, {"a.py": CODE, ".env": b"CHAT_MODEL=gpt-4o-mini\n"})
    assert (row.status, model(row.before_site)) == (Status.ADDED, "gpt-4-turbo")
    assert row.note == "the default gpt-4-turbo at a.py:2 is overridden"


def test_a_changed_value_names_the_call_sites_that_it_feeds() -> None:
    row = only(
        {"a.py": CODE, "deploy/.env": b"CHAT_MODEL=gpt-4o-mini\n"}, {"a.py": CODE, "deploy/.env": b"CHAT_MODEL=gpt-5\n"}
    )
    assert [(reach.location.path, reach.location.line) for reach in row.reaches] == [("a.py", 2)]


def test_defaults_that_differ_are_no_default() -> None:
    other = CODE.replace(b"gpt-4-turbo", b"gpt-4o")
    row = only({"a.py": CODE, "b.py": other, ".env": b"CHAT_MODEL=gpt-5\n"}, {"a.py": CODE, "b.py": other})
    assert (row.status, row.after_site, row.note) == (Status.REMOVED, None, "")
    assert len(row.reaches) == 2


def test_without_a_default_the_value_is_simply_gone() -> None:
    code = b'import os\nMODEL = os.environ["CHAT_MODEL"]\n'
    row = only({"a.py": code, ".env": b"CHAT_MODEL=gpt-5\n"}, {"a.py": code, ".env": b""})
    assert (row.status, row.after_site) == (Status.REMOVED, None)
