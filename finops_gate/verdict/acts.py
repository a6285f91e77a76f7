"""What each person last said of a request: reviews and commands, in the order of the forge's clock.

A dismissed review voids what its author said before, and nothing older comes back. Where two acts bear the same time
the stricter comes last, so that the order of pages cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import IntEnum
from types import MappingProxyType

from finops_gate.base.frozen import NamedTuple
from finops_gate.base.patterns import lazy
from finops_gate.model.change_request import Actor, ChangeRequest, Remark, ReviewState
from finops_gate.verdict.circles import name_of

_APPROVE = lazy(r"/finops approve ([A-Z2-7]{8})[ \t]*")
_DENY = lazy(r"/finops deny[ \t]*")
_FENCE = lazy(r" {0,3}(?:```|~~~)")


class Kind(IntEnum):
    """In the order in which acts of one moment count."""

    APPROVE = 0
    DISMISSED = 1
    DENY = 2


class Act(NamedTuple):
    """One thing that somebody said."""

    at: datetime
    kind: Kind
    id: str
    actor: Actor
    method: str
    """``review`` or ``command``."""
    commit: str | None = None
    flaw: str = ""
    """Why it does not count by itself; empty when it may."""


def last_acts(
    request: ChangeRequest, code: str, codes: frozenset[str], refused: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Act]:
    """The act of each person, by name, that stands for the request of this code.

    `codes`: those of all requests. `refused`: why policy takes no approval by a method. An approval that does not
    count by itself leaves standing what was said before, except that a review takes back the review that objected. It
    is told only of those who said nothing else.
    """
    standing: dict[str, Act] = {}
    flawed: dict[str, Act] = {}
    for act in sorted(_acts(request, code, codes, refused), key=_order):
        name = name_of(act.actor)
        said = standing.get(name)
        objects = said is not None and said.kind is Kind.DENY
        if act.flaw and not (objects and said is not None and said.method == act.method == "review"):
            flawed[name] = act
        elif act.kind is not Kind.DISMISSED or not objects or (said is not None and said.method == "review"):
            standing[name] = act
    return {**flawed, **standing}


def _acts(request: ChangeRequest, code: str, codes: frozenset[str], refused: Mapping[str, str]) -> Iterator[Act]:
    for review in request.reviews:
        kind = _KINDS.get(review.state)
        if review.actor is not None and kind is not None:
            flaw = refused.get("review", "") if kind is Kind.APPROVE else ""
            yield Act(review.at, kind, review.id, review.actor, "review", review.commit, flaw)
    for remark in request.remarks:
        if remark.actor is not None:
            yield from _commands(remark, remark.actor, code, codes, refused)


def _commands(
    remark: Remark, actor: Actor, code: str, codes: frozenset[str], refused: Mapping[str, str]
) -> Iterator[Act]:
    named = set()
    for line in _lines(remark.body):
        if _DENY.fullmatch(line):
            # one that was edited blocks all the same: only an approval may be forged to gain something
            yield Act(remark.at, Kind.DENY, remark.id, actor, "command")
        elif found := _APPROVE.fullmatch(line):
            named.add(found[1])
    if code in named:
        flaw = "the comment was edited" if remark.edited else refused.get("command", "")
        yield Act(remark.at, Kind.APPROVE, remark.id, actor, "command", None, flaw)
    elif named and not named & codes:
        yield Act(remark.at, Kind.APPROVE, remark.id, actor, "command", None, "its code is not one that is asked for")


def _lines(body: str) -> Iterator[str]:
    """The lines outside of fences, where a command is quoted and not given."""
    fenced = False
    for line in body.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield line


def _order(act: Act) -> tuple[datetime, int, str, str, str, bool, str]:
    """Also where a forge tells one act twice, with a commit and without: what proves less comes last."""
    return act.at, act.kind, act.method, act.flaw, act.id, act.commit is None, act.commit or ""


_KINDS = {
    ReviewState.APPROVED: Kind.APPROVE,
    ReviewState.CHANGES_REQUESTED: Kind.DENY,
    ReviewState.DISMISSED: Kind.DISMISSED,
}
"""A comment and a review that was not sent say nothing."""
