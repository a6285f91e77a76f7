"""A large embedding beside a much cheaper one; run alone."""

from decimal import Decimal

from finops_gate.model.setting import Key
from finops_gate.model.site import SiteKind
from finops_gate.model.usage import Grade
from finops_gate.rules.oversized_embedding import RULE
from tests.build import a_bound, a_quote
from tests.rules.advising import SMALL, a_score, a_spending, found

LARGE = a_quote("text-embedding-3-large", "0.13", None, mode="embedding")
LITTLE = a_quote("text-embedding-3-small", "0.02", None, mode="embedding")


def embedding(quote=LARGE, **fields):
    return a_spending(quote, kind=SiteKind.EMBEDDING, **fields)


def test_the_smaller_of_the_same_provider_is_named():
    (finding,) = found(RULE, embedding(), [SMALL, LITTLE])
    assert finding.suggests.instead == "openai/text-embedding-3-small"
    assert finding.suggests.saving.mid == Decimal("4.95")
    assert finding.grade is Grade.ASSUMED
    assert any("embedded again" in line for line in finding.suggests.assumptions)


def test_dimensions_that_are_asked_for_are_named():
    (finding,) = found(RULE, embedding(settings=(a_bound("3072", key=Key.DIMENSIONS),)), [LITTLE])
    assert any(line.startswith("3072 dimensions are asked for") for line in finding.suggests.assumptions)


def test_silent_for_the_small_one_for_unknown_volumes_and_against_scores():
    assert not found(RULE, embedding(LITTLE), [LARGE])
    assert not found(RULE, embedding(usage=False), [LITTLE])
    assert not found(RULE, a_spending(), [LITTLE])
    scores = [a_score("text-embedding-3-large", 90), a_score("text-embedding-3-small", 80)]
    assert not found(RULE, embedding(), [LITTLE], scores)
