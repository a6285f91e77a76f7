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


def test_a_variable_that_says_what_the_default_says_already_costs_nothing() -> None:
    call = b"import openai, os\nopenai.OpenAI().responses.create(model=%s)\n"
    before = {"a/app.py": call % b'"gpt-4o"', "b/app.py": call % b'"gpt-4o"'}
    reads = call % b'os.getenv("CHAT_MODEL", "gpt-4o")'
    after = {"a/app.py": reads, "b/app.py": reads}
    row = only(before, {**after, "b/.env": b"CHAT_MODEL=gpt-4o\n"})
    assert (row.status, row.billed, row.note) == (
        Status.ADDED,
        False,
        "says what the default gpt-4o at a/app.py:2 says already",
    )
    dearer = only(before, {**after, "b/.env": b"CHAT_MODEL=gpt-5\n"})
    assert (dearer.status, dearer.billed) == (Status.ADDED, True)


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


def test_without_a_default_nobody_knows_what_the_call_that_stays_uses() -> None:
    code = b'import os\nMODEL = os.environ["CHAT_MODEL"]\n'
    row = only({"a.py": code, ".env": b"CHAT_MODEL=gpt-5\n"}, {"a.py": code, ".env": b""})
    assert (row.status, row.path) == (Status.HIDDEN, ".env")
    assert main(row.after_site).value == ("still read at a.py:2, and set nowhere that could be read",)


def test_a_value_that_nobody_reads_is_simply_gone() -> None:
    row = only({".env": b"CHAT_MODEL=gpt-5\n"}, {".env": b""})
    assert (row.status, row.after_site) == (Status.REMOVED, None)


def test_a_value_that_another_file_still_sets_is_gone_from_one_place() -> None:
    code = b'import os\nMODEL = os.environ["CHAT_MODEL"]\n'
    other = b"env:\n  - name: CHAT_MODEL\n    value: gpt-5\n"
    row = only({"a.py": code, ".env": b"CHAT_MODEL=gpt-5\n", "k.yaml": other}, {"a.py": code, "k.yaml": other})
    assert (row.status, row.path) == (Status.REMOVED, ".env")


def test_a_file_that_is_laid_over_another_is_compared_with_it() -> None:
    row = only(
        {".env": b"CHAT_MODEL=gpt-4o-mini\n"},
        {".env": b"CHAT_MODEL=gpt-4o-mini\n", ".env.production": b"CHAT_MODEL=gpt-5\n"},
    )
    assert (row.status, row.path, model(row.before_site)) == (Status.ADDED, ".env.production", "gpt-4o-mini")
    assert row.note == "gpt-4o-mini at .env:1 is overridden"


def test_an_override_of_compose_stands_over_its_base_for_the_same_service_alone() -> None:
    base = b"services:\n  chat:\n    environment:\n      CHAT_MODEL: gpt-4o-mini\n"
    over = base.replace(b"-mini", b"")
    row = only({"compose.yml": base}, {"compose.yml": base, "docker-compose.prod.yml": over})
    assert model(row.before_site) == "gpt-4o-mini"
    row = only({"compose.yml": base}, {"compose.yml": base, "compose.prod.yml": over.replace(b"chat:", b"judge:")})
    assert row.before_site is None


def test_what_goes_from_the_file_above_gives_way_to_the_file_beneath() -> None:
    files = {".env": b"CHAT_MODEL=gpt-4o-mini\n", ".env.production": b"CHAT_MODEL=gpt-5\n"}
    row = only(files, {".env": files[".env"]})
    assert (row.status, model(row.after_site)) == (Status.REMOVED, "gpt-4o-mini")
    assert row.note == "gpt-4o-mini at .env:1 takes effect"


def test_an_example_is_laid_over_nothing() -> None:
    row = only(
        {".env": b"CHAT_MODEL=gpt-4o-mini\n"},
        {".env": b"CHAT_MODEL=gpt-4o-mini\n", ".env.example": b"CHAT_MODEL=gpt-5\n"},
    )
    assert row.before_site is None
