"""Which calls advice is given about, and with which tokens: each recorded call once, as head makes it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from finops_gate.cost.advising import instead
from finops_gate.cost.projection import project
from finops_gate.cost.spendings import answers_shortly, looks_for_models, made_nowhere, spendings_of, touched_spendings
from finops_gate.model.policy import Feature
from finops_gate.model.price import Tokenizer
from finops_gate.model.setting import Key, Role
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import UNATTRIBUTED, Grade, TokenProfile
from tests.build import a_bound, a_change, a_policy, a_quote, a_row, a_site, a_usage

POLICY = a_policy(features=(Feature("bot", paths=("app/**",)), Feature("other", paths=("web/**",))))
MINI = a_quote("gpt-4o-mini", "0.15", "0.6", tokenizer=Tokenizer(ratio=Decimal(1), exact=True), max_output=16_384)
OPUS = a_quote("opus", "5", "25", tokenizer=Tokenizer(ratio=Decimal("1.3"), exact=True), max_output=1_000)
TURBO = a_quote("gpt-4-turbo", "10", "30", tokenizer=Tokenizer(ratio=Decimal(1), exact=True))
QUOTES = {f"openai|{quote.id}": quote for quote in (MINI, OPUS, TURBO)}
USAGE = (a_usage("bot", "gpt-4o-mini", calls=1000, cache_read=100),)


def nothing(*_):
    return None


def touched(*changes, profiles=USAGE, prefix=nothing):
    rows = [a_row(change, fingerprint=f"row-{at}") for at, change in enumerate(changes)]
    return touched_spendings(rows, QUOTES, POLICY, profiles, prefix, lambda _, text: len(text.split()))


def test_calls_of_another_model_are_counted_as_head_counts_them():
    (found,) = touched(a_change("gpt-4o-mini", "opus"))
    (stream,) = found.streams
    assert (stream.input.mean, stream.cache_read, stream.output.mean) == (900 * Decimal("1.3"), 130, 300)
    assert any("input times 1.3" in line for line in found.workload.assumptions)


@pytest.mark.parametrize("after", ["opus", "gpt-4-turbo", "gpt-4o-mini"])
def test_what_advice_says_of_today_is_what_the_projection_says_of_head(after):
    change = a_change("gpt-4o-mini", after)
    (found,) = touched(change)
    base, head = MINI, QUOTES[f"openai|{after}"]
    recorded = spendings_of((change.before_site,), QUOTES, POLICY, USAGE, nothing)[0].workload
    projected = project(change.before_site, change.after_site, base, head, recorded)
    assert instead(found).per_call_before == projected.per_call_after
    back = instead(found, TURBO)
    direct = project(change.before_site, change.after_site, base, TURBO, recorded)
    assert back.per_call_after == pytest.approx(direct.per_call_after, rel=Decimal("0.001"))  # ratios have three places


def test_a_limit_and_more_answers_of_head_are_in_the_calls():
    (found,) = touched(a_change("500", "100", key=Key.MAX_OUTPUT, amount="100"))
    assert found.streams[0].output.mean == 100
    (found,) = touched(a_change("1", "3", key=Key.CHOICES))
    assert found.streams[0].output.mean == 900


def test_a_longer_prompt_is_in_the_calls():
    (found,) = touched(a_change("one two", "one two three four", key=Key.PROMPT))
    assert found.streams[0].input.mean == 902


def test_what_was_not_recorded_stays_so():
    (found,) = touched(
        a_change("gpt-4o-mini", "opus"), profiles=(a_usage("bot", input=None, output=None, cache_read=None),)
    )
    (stream,) = found.streams
    assert stream.input.mean is None and stream.output.mean is None and stream.cache_read is None
    assert not found.recorded


def test_rows_of_one_site_and_sites_of_the_same_calls_are_one():
    model = a_change("gpt-4o-mini", "opus")
    limit = a_change("500", "100", key=Key.MAX_OUTPUT, model="opus", amount="100")
    elsewhere = a_change("gpt-4o-mini", "opus", path="app/again.py")
    (found,) = touched(model, limit, elsewhere)
    assert found.rows == ("row-0", "row-1", "row-2")
    assert [site.path for site in found.others] == ["app/again.py"]
    assert found.paths == ("app/again.py", "app/bot.py")


def test_calls_that_nobody_counts_stay_apart():
    two = (a_change("gpt-4o-mini", "opus"), a_change("gpt-4o-mini", "opus", path="app/again.py"))
    assert len(touched(*two, profiles=())) == 2


@pytest.mark.parametrize(
    "change",
    [
        a_change("gpt-4o-mini", None),
        a_change("gpt-4o-mini", "opus", billed=False),
        a_change("gpt-4o-mini", "unheard-of"),
        a_change("gpt-4o-mini", "opus", role=Role.FALLBACK),
        a_change("gpt-4o-mini", "opus", site_kind=SiteKind.IMAGE),
    ],
)
def test_what_is_gone_free_unpriced_or_a_fallback_is_not_advised_about(change):
    assert touched(change) == ()


def test_tokens_of_prompts_are_asked_for_where_the_model_caches():
    asked = []

    def prefix(feature, quote):
        asked.append((feature.name, quote.id))
        return Decimal(700)

    caching = {**QUOTES, "openai|opus": replace(OPUS, cache_minimum=512)}
    rows = [a_row(a_change("gpt-4o-mini", "opus")), a_row(a_change("gpt-4o-mini", "gpt-4-turbo", path="app/b.py"))]
    found = touched_spendings(rows, caching, POLICY, USAGE, prefix)
    assert [spending.prefix for spending in found] == [700, None]
    assert asked == [("bot", "opus")]


def test_recorded_calls_that_no_place_makes_are_named():
    rows = (*USAGE, a_usage("other", "opus", tier="pro"), a_usage(UNATTRIBUTED, "opus"))
    found = spendings_of((a_site("gpt-4o-mini"),), QUOTES, POLICY, rows, nothing)
    assert made_nowhere(rows, found) == ("other on openai/opus (pro)",)


def test_a_model_is_looked_for_where_work_is_routine_or_declared_so_or_the_model_goes():
    (plain,) = spendings_of((a_site("gpt-4-turbo"),), QUOTES, POLICY, (), nothing)
    assert not looks_for_models(plain)
    assert looks_for_models(plain._replace(feature=Feature("bot", routine=True)))
    assert looks_for_models(plain._replace(feature=Feature("bot", routine_share=Decimal("0.5"))))
    assert looks_for_models(plain._replace(quote=replace(TURBO, mode="embedding")))


@pytest.mark.parametrize(
    ("p95", "grade", "short"), [(100, Grade.SHARED, True), (101, Grade.MEASURED, False), (40, Grade.DECLARED, False)]
)
def test_answers_are_short_where_that_is_recorded(p95, grade, short):
    row = replace(USAGE[0], output=TokenProfile(Decimal(30), None, Decimal(p95)), grade=grade)
    (found,) = spendings_of((a_site("gpt-4o-mini"),), QUOTES, POLICY, (row,), nothing)
    assert answers_shortly(found) is short


def test_a_limit_beside_the_model_is_kept():
    site = a_site("gpt-4o-mini", (a_bound("10", key=Key.MAX_OUTPUT, amount="10"),))
    (found,) = spendings_of((site,), QUOTES, POLICY, USAGE, nothing)
    assert instead(found).per_call_before == (1000 * Decimal("0.15") + 10 * Decimal("0.6")) / 1_000_000
