"""Prompt files: which changed texts are sent with a call, to which model, and whose they are."""

import pytest

from finops_gate.app.prompts import LARGEST, Text, candidate, prompt_changes
from finops_gate.model.policy import Feature
from finops_gate.model.setting import Key, Location, Role, Unknown
from finops_gate.model.site import Status
from tests import build

CHANGED = Text("prompts/answer.txt", b"Be brief.", b"Be brief and kind.")
POLICY = build.a_policy(
    features=(Feature("bot", paths=("app/**",), prompts=("texts/*.txt",)), Feature("other", paths=("lib/**",)))
)


def calls(*models, paths=("app/bot.py",)):
    return [build.a_site(model, path=path) for model, path in zip(models, paths, strict=True)]


def rows(*texts, callers=(), policy=POLICY):
    asked = []

    def readers(words):
        asked.append(list(words))
        return callers

    return prompt_changes(texts, policy, readers), asked


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("prompts/a.txt", True),
        ("a.md", True),
        ("p/a.JINJA2", True),
        ("a.py", False),
        ("tests/a.txt", False),
        ("node_modules/a.txt", False),
    ],
)
def test_texts_outside_of_tests_may_be_prompts(path, may):
    assert candidate(path) is may


def test_file_that_a_site_names_is_sent_to_the_model_of_that_site():
    (row,), asked = rows(CHANGED, callers=calls("gpt-4o"))
    assert asked == [["answer.txt"]]
    assert (row.key, row.status, row.site) == (Key.PROMPT, Status.MODIFIED, "prompts/answer.txt#prompt")
    assert (row.before.value, row.after.value) == ("Be brief.", "Be brief and kind.")
    assert row.after.setting.location == Location("prompts/answer.txt", 1)
    assert row.role is Role.PROMPT
    assert [site.bound(Key.MODEL).value for site in (row.before_site, row.after_site)] == ["gpt-4o", "gpt-4o"]


def test_prompt_belongs_to_the_feature_of_whoever_reads_it():
    (row,), _ = rows(CHANGED, callers=calls("gpt-4o"))
    assert row.after_site.feature == "bot"
    (row,), _ = rows(CHANGED, callers=calls("gpt-4o", "gpt-4o", paths=("app/bot.py", "lib/bot.py")))
    assert row.after_site.feature is None


@pytest.mark.parametrize("models", [("gpt-4o", "gpt-4o-mini"), (Unknown("x"), Unknown("x")), (None, "gpt-4o")])
def test_models_that_differ_or_cannot_be_read_are_no_model(models):
    limit = build.a_bound("500", key=Key.MAX_OUTPUT)
    found = [build.a_site(model, () if model else (limit,)) for model in models]
    (row,), _ = rows(CHANGED, callers=found)
    expected = "gpt-4o" if models[0] is None else None
    bound = row.after_site.bound(Key.MODEL)
    assert (bound.value if bound else None) == expected


def test_file_that_the_policy_names_is_a_prompt_whoever_reads_it():
    (row,), _ = rows(Text("texts/answer.txt", b"a", b"b"))
    assert row.after_site.feature == "bot"
    assert row.after_site.bound(Key.MODEL) is None


def test_file_that_nobody_names_is_a_text():
    assert rows(CHANGED)[0] == []
    assert rows(Text("notes/answer.txt", b"a", b"b"), callers=calls("gpt-4o")) == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [(None, b"x", Status.ADDED), (b"x", None, Status.REMOVED), (b"", b"x", Status.MODIFIED)],
)
def test_prompts_come_and_go(before, after, status):
    (row,), _ = rows(CHANGED._replace(before=before, after=after), callers=calls("gpt-4o"))
    assert row.status is status


def test_text_larger_than_any_prompt_is_data():
    assert rows(CHANGED._replace(after=b"x" * (LARGEST + 1)), callers=calls("gpt-4o"))[0] == []
    assert rows(CHANGED._replace(path="app.py"), callers=calls("gpt-4o"))[0] == []


def test_bytes_that_are_no_text_are_replaced():
    (row,), _ = rows(CHANGED._replace(after=b"caf\xe9"), callers=calls("gpt-4o"))
    assert row.after.value == "caf\ufffd"
