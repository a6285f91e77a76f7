"""What must hold of approvals whatever people say, in whatever order. `make properties` tries 10,000 cases of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finops_gate.model.change_request import Actor, ChangeRequest, Contributor, Remark, Review, ReviewState
from finops_gate.model.policy import Approver, Approving, Outcome, Policy, Stale
from finops_gate.model.setting import Unknown
from finops_gate.verdict.approvals import Demand, approval_code
from finops_gate.verdict.consent import Facts, settled
from tests.build import a_case, a_policy, a_rule_policy, a_swap, a_threshold, a_verdict
from tests.verdict.story import HEAD, NOW, OLD, asked

LOGINS = st.sampled_from(["alice", "Bob", "carol", "DAN", "erin", "bot[bot]"])
COMMITS = st.sampled_from([HEAD, OLD, "e" * 40])
NEW = "f" * 40
STRANGERS = st.sampled_from(["zed", "Yve", "x[bot]"])
AMOUNTS = st.sampled_from(["10", "90", "91", "100", "110", "1000"])
ROLES = ("finance", "lead")


@st.composite
def demands(draw: st.DrawFn) -> dict[str, Demand]:
    found = {}
    for role in ROLES[: draw(st.integers(1, 2))]:
        prints = draw(st.frozensets(st.sampled_from("fgh"), min_size=1))
        ceiling = draw(st.none() | AMOUNTS.map(Decimal))
        calls = draw(st.lists(st.sampled_from("ab"), unique=True, min_size=1))
        found[role] = Demand(
            prints, ceiling, tuple((site, draw(st.none() | AMOUNTS.map(Decimal))) for site in sorted(calls)), ("a.py",)
        )
    return found


# Most people are people, most approve, and seldom the author: else next to nothing would ever be granted.
SELDOM = st.sampled_from([False] * 9 + [True])
ACTORS = st.builds(Actor, LOGINS, SELDOM)
OUTSIDERS = st.sampled_from([Actor("mallory")] * 9 + [Actor("alice"), None])
STATES = st.sampled_from([*ReviewState, *[ReviewState.APPROVED] * 6])
TIMES = st.sampled_from([1, 2, 2, 3, 4, 5, 24 * 29, 24 * 31]).map(lambda hours: NOW - timedelta(hours=hours))
REVIEWS = st.builds(
    Review,
    st.text("0123", min_size=1),
    st.sampled_from([None] + [1] * 9).flatmap(lambda there: ACTORS if there else st.none()),
    STATES,
    TIMES,
    st.none() | COMMITS,
)
BODIES = st.sampled_from(["/finops deny", "/finops approve AAAAAAAA", "approve", *["CODE"] * 6, "CODE\n/finops deny"])
REMARKS = st.builds(Remark, st.text("0123", min_size=1), ACTORS, BODIES, TIMES, SELDOM)
RULES = st.builds(
    Approving,
    st.booleans(),
    st.booleans(),
    SELDOM,
    st.sampled_from(Stale),
    st.sampled_from([Decimal(0), Decimal("0.10")]),
    st.just(30),
    st.sampled_from([("review",), ("command", "review"), ("command",)]),
    st.booleans(),
)
APPROVERS = st.tuples(
    *(
        st.builds(
            Approver,
            st.just(role),
            st.just(role.title()),
            st.lists(LOGINS, max_size=4).map(tuple),
            st.sampled_from([(), ("acme/leads",)]),
            st.sampled_from([1, 1, 1, 2]),
        )
        for role in ROLES
    )
)
MEMBERS = st.dictionaries(
    st.just("acme/leads"),
    st.just(Unknown("may not see it")) | st.frozensets(st.sampled_from(["alice", "bob", "carol", "dan"])),
)
PERMISSIONS = st.dictionaries(
    st.sampled_from(["alice", "bob", "carol", "dan"]), st.just(Unknown("hidden")) | st.sampled_from(["admin", "write"])
)


GIVEN = (Actor("alice"), Actor("carol"))
"""Who has approved in the cases that begin as granted: each is asked as one of another role."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Demand], Policy, Facts]:
    """Two of three begin as granted, so that what must never grant anything is held against what does."""
    wanted = draw(demands())
    granted = draw(st.sampled_from([True, True, False]))
    codes = [approval_code(role, demand) for role, demand in wanted.items()]
    remarks = [
        entry._replace(body=entry.body.replace("CODE", f"/finops approve {draw(st.sampled_from(codes))}"))
        for entry in draw(st.lists(REMARKS, max_size=1 if granted else 3))
    ]
    reviews = draw(st.lists(REVIEWS, max_size=2 if granted else 5))
    approvers, rules = draw(APPROVERS), draw(RULES)
    if granted:
        commit = draw(st.sampled_from([HEAD, HEAD, OLD]))
        at = NOW - timedelta(hours=2)
        reviews += [Review(actor.login, actor, ReviewState.APPROVED, at, commit) for actor in GIVEN]
        approvers = tuple(
            replace(approver, users=(*approver.users, actor.login), count=1)
            for approver, actor in zip(approvers, GIVEN, strict=True)
        )
        rules = replace(rules, methods=("command", "review"))
    request = ChangeRequest(
        "7",
        draw(OUTSIDERS),
        "b" * 40,
        HEAD,
        NOW,
        tuple(Contributor(draw(OUTSIDERS), sha) for sha in draw(st.lists(COMMITS, max_size=2))),
        draw(OUTSIDERS),
        tuple(reviews),
        tuple(remarks),
        unlisted=draw(SELDOM),
    )
    then: dict[str, Any] = {
        sha: draw(st.just(wanted) | demands() | st.just(Unknown("gone")))
        for sha in (OLD, "e" * 40)
        if draw(st.booleans())
    }
    policy = replace(a_policy(approvers=approvers), approval=rules)
    return wanted, policy, Facts(request, draw(MEMBERS), draw(PERMISSIONS), judged=frozenset({HEAD}), then=then)


def states(wanted: dict[str, Demand], policy: Policy, facts: Facts) -> dict[str, str]:
    return {approval.role: approval.state for approval in settled(asked(wanted), wanted, policy, facts)}


def green(found: dict[str, str]) -> bool:
    return all(state == "granted" for state in found.values())


def test_a_quarter_of_the_cases_is_granted() -> None:
    """Or the properties below would say little: most of them begin with a case that is."""
    found: list[bool] = []

    @settings(max_examples=300, database=None)
    @given(cases())
    def count(case) -> None:
        found.append(green(states(*case)))

    count()
    assert sum(found) > len(found) / 4, f"{sum(found)} of {len(found)}"


def pushed(facts: Facts, wanted: dict[str, Demand], who: Actor | None) -> Facts:
    """The same after a push that changes no demand of its own.

    Whoever pushed before has committed too: a forge tells only the last push, so it must not be the only trace.
    """
    traces = (Contributor(facts.request.pusher, HEAD),) if facts.request.pusher else ()
    request = facts.request._replace(
        head=NEW, pusher=who, contributors=(*facts.request.contributors, *traces, Contributor(who, NEW))
    )
    return facts._replace(request=request, judged=frozenset({NEW}), then={**facts.then, HEAD: wanted})


@given(cases(), st.none() | ACTORS)
def test_a_push_never_turns_pending_into_granted(case, who) -> None:
    wanted, policy, facts = case
    if green(states(wanted, policy, pushed(facts, wanted, who))):
        assert green(states(wanted, policy, facts))


@given(cases(), st.sampled_from(ROLES), st.frozensets(st.sampled_from("fghi")), AMOUNTS, st.none() | ACTORS)
def test_a_push_that_asks_for_more_never_turns_pending_into_granted(case, role, more, percent, who) -> None:
    wanted, policy, facts = case
    assume(role in wanted)
    factor = 1 + Decimal(percent) / 100
    after = {**wanted, role: grown(wanted[role], factor, more)}
    if green(states(after, policy, pushed(facts, wanted, who))):
        assert green(states(wanted, policy, facts))


def grown(demand: Demand, factor: Decimal, more: frozenset[str] = frozenset()) -> Demand:
    """The same and more findings, at so many times the cost; what nobody knows stays unknown."""
    return demand._replace(
        fingerprints=demand.fingerprints | more,
        ceiling=None if demand.ceiling is None else demand.ceiling * factor,
        per_call=tuple((site, None if amount is None else amount * factor) for site, amount in demand.per_call),
    )


@given(cases(), STRANGERS, st.sampled_from(ReviewState), TIMES, COMMITS)
def test_a_stranger_changes_nothing_where_everybody_is_known(case, login, said, at, commit) -> None:
    wanted, policy, facts = case
    known = facts._replace(
        members={"acme/leads": frozenset({"alice"})},
        permissions=dict.fromkeys(("alice", "bob", "carol", "dan", "erin", "zed", "yve"), "write"),
    )
    more = known.request._replace(
        reviews=(*known.request.reviews, Review("9", Actor(login), said, at, commit)),
        remarks=(
            *known.request.remarks,
            *(
                Remark("9", Actor(login), f"/finops approve {approval_code(role, demand)}", at)
                for role, demand in wanted.items()
            ),
        ),
    )
    assert states(wanted, policy, known._replace(request=more)) == states(wanted, policy, known)


@given(cases(), STRANGERS, st.sampled_from(ReviewState), TIMES)
def test_a_stranger_never_turns_pending_into_granted_even_where_nobody_can_tell(case, login, said, at) -> None:
    wanted, policy, facts = case
    more = facts.request._replace(reviews=(*facts.request.reviews, Review("9", Actor(login), said, at, HEAD)))
    after = states(wanted, policy, facts._replace(request=more))
    if green(after):
        assert green(states(wanted, policy, facts))


@given(cases(), st.randoms(use_true_random=False))
def test_order_of_pages_is_irrelevant_and_so_is_reading_one_twice(case, shuffling) -> None:
    wanted, policy, facts = case
    reviews = [*facts.request.reviews, *facts.request.reviews[:2]]
    remarks = [*facts.request.remarks, *facts.request.remarks[:1]]
    contributors = list(facts.request.contributors)
    for entries in (reviews, remarks, contributors):
        shuffling.shuffle(entries)
    mixed = facts.request._replace(reviews=tuple(reviews), remarks=tuple(remarks), contributors=tuple(contributors))
    assert settled(asked(wanted), wanted, policy, facts._replace(request=mixed)) == settled(
        asked(wanted), wanted, policy, facts
    )


@given(cases(), st.data())
def test_a_dismissed_review_never_counts(case, data) -> None:
    """Dismissing any review, or leaving only dismissed ones, grants nothing that was not granted."""
    wanted, policy, facts = case
    reviews = facts.request.reviews
    assume(reviews)
    at = data.draw(st.integers(0, len(reviews) - 1))
    assume(reviews[at].state is not ReviewState.CHANGES_REQUESTED)
    dismissed = tuple(
        review._replace(state=ReviewState.DISMISSED) if number == at else review
        for number, review in enumerate(reviews)
    )
    before = states(wanted, policy, facts)
    after = states(wanted, policy, facts._replace(request=facts.request._replace(reviews=dismissed)))
    # an objection of the same person that stood before the dismissed review is voided with it; others stay
    objecting = {ReviewState.CHANGES_REQUESTED}
    if green(after) and not any(review.state in objecting for review in reviews):
        assert green(before) or any("deny" in remark.body for remark in facts.request.remarks)
    every = tuple(review._replace(state=ReviewState.DISMISSED) for review in reviews)
    alone = facts.request._replace(reviews=every, remarks=())
    assert set(states(wanted, policy, facts._replace(request=alone)).values()) == {"pending"}


@given(cases())
def test_without_those_who_granted_it_a_role_is_not_granted(case) -> None:
    wanted, policy, facts = case
    for approval in settled(asked(wanted), wanted, policy, facts):
        if approval.state != "granted":
            continue
        gone = set(approval.by)
        approvers = tuple(
            replace(approver, users=tuple(name for name in approver.users if name.lower() not in gone))
            for approver in policy.approvers
        )
        assume(all(approver.users or approver.teams for approver in approvers))
        members = {team: people - gone for team, people in facts.members.items() if not isinstance(people, Unknown)}
        left = facts._replace(
            members={"acme/leads": frozenset(), **members}, permissions=dict.fromkeys(facts.permissions, "none")
        )
        remaining = states(wanted, replace(policy, approvers=approvers), left)
        others = {review.actor.login.lower() for review in facts.request.reviews if review.actor is not None} | {
            remark.actor.login.lower() for remark in facts.request.remarks if remark.actor is not None
        }
        if others <= gone:
            assert remaining[approval.role] != "granted"


@given(cases(), st.sampled_from(ROLES), st.sampled_from(["1.11", "2", "1000"]))
def test_raising_the_delta_never_turns_pending_into_granted(case, role, factor) -> None:
    wanted, policy, facts = case
    assume(role in wanted)
    after = {**wanted, role: grown(wanted[role], Decimal(factor))}
    # a review of the commit that is judged speaks of what it is, so those of HEAD are not looked at here
    elsewhere = facts._replace(judged=frozenset({NEW}))
    if green(states(after, policy, elsewhere)):
        assert green(states(wanted, policy, elsewhere))


@given(
    st.integers(0, 100),
    st.integers(0, 100),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.lists(st.tuples(st.sampled_from(Outcome), st.integers(0, 2000)), min_size=1, max_size=3),
)
def test_raising_the_delta_never_lowers_the_verdict(before, more, month, dearer, limits) -> None:
    from finops_gate.rules.monthly_increase import check as monthly
    from finops_gate.rules.per_call_increase import check as per_call
    from finops_gate.verdict.judge import judge

    thresholds = [
        a_threshold(outcome, "lead" if outcome is Outcome.REQUIRE_APPROVAL else None, above=amount)
        for outcome, amount in limits
    ]
    ratios = [
        a_threshold(outcome, "lead" if outcome is Outcome.REQUIRE_APPROVAL else None, ratio=1 + amount)
        for outcome, amount in limits
    ]
    policy = a_policy(a_rule_policy("monthly-increase", *thresholds), a_rule_policy("per-call-increase", *ratios))

    def outcome(after: int, month_after: int) -> Outcome:
        row = a_swap((str(1 + before), str(after)), monthly=(month, month_after))
        case = a_case(row, policy=policy)
        verdict = judge([row], [*monthly(case), *per_call(case)], policy, a_verdict().comparison, a_verdict().as_of)
        return verdict.outcome

    assert outcome(1 + before, month + dearer) <= outcome(1 + before + more, month + dearer + more)
