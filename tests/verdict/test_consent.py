"""Who may approve, and what an approval is worth. The cases of policy-bot that apply are named as there."""

from __future__ import annotations

from itertools import permutations

import pytest

from finops_gate.model.change_request import Actor, Contributor, ReviewState
from finops_gate.model.owners import Owned, Owners
from finops_gate.model.policy import Approver, Stale
from finops_gate.model.setting import Unknown
from tests.verdict.story import (
    APPROVED,
    CHANGES,
    CODE,
    DISMISSED,
    HEAD,
    OLD,
    a_demand,
    a_remark,
    a_request,
    a_review,
    judged,
    state,
    why,
)

BOTH = {"lead": a_demand(), "finance": a_demand()}
UNREADABLE = {"acme/leads": Unknown("the token may not see the team")}


class TestWho:
    def test_single_approval_required(self):
        (approval,) = judged(a_review())
        assert (approval.state, approval.by) == ("granted", ("alice",))
        assert approval.why == (f"alice approves by review of {HEAD[:12]} on 2026-11-24: counts",)

    def test_nobody_said_anything(self):
        assert judged()[0].state == "pending" and judged()[0].by == ()

    def test_specific_user_may_and_a_stranger_may_not(self):
        assert state(a_review("bob")) == "pending"
        assert "bob approves by review" in why(a_review("bob")) and "no approver of Lead" in why(a_review("bob"))

    @pytest.mark.parametrize("login", ["ALICE", "Alice", "erin", "ERIN", "Dan"])
    def test_logins_are_compared_without_regard_to_case(self, login: str):
        assert state(a_review(login)) == "granted"

    def test_member_of_a_team(self):
        assert state(a_review("dan")) == "granted"
        assert state(a_review("dan"), members={"acme/leads": frozenset()}) == "pending"

    def test_author_cannot_approve(self):
        author = {"author": Actor("Alice"), "contributors": ()}
        assert state(a_review(), of=author) == "pending"
        assert "by the author of the change" in why(a_review(), of=author)

    def test_author_can_approve_where_policy_lets_them_even_their_own_commits(self):
        of = {"author": Actor("Alice"), "contributors": (Contributor(Actor("alice"), HEAD),)}
        assert state(a_review(), of=of, allow_author=True) == "granted"
        assert state(a_review(), of=of, allow_committers=True) == "pending"

    def test_contributors_cannot_approve(self):
        of = {"contributors": (Contributor(Actor("ALICE"), OLD),)}
        assert state(a_review(), of=of) == "pending"
        assert "committed to the change" in why(a_review(), of=of)
        assert state(a_review(), of=of, allow_author=True) == "pending"
        assert state(a_review(), of=of, allow_committers=True) == "granted"

    def test_last_pusher_cannot_approve(self):
        assert state(a_review(), of={"pusher": Actor("Alice")}) == "pending"
        assert state(a_review(), of={"pusher": Actor("Alice")}, allow_committers=True) == "granted"

    def test_those_who_do_not_count_hide_nobody_who_does(self):
        said = (a_review("aaron"), a_review("alan", DISMISSED), a_review("alice"))
        assert state(*said) == "granted"
        assert "no approver of Lead" in why(*said) and "alice approves by review" in why(*said)
        assert "blocks" in why(a_review(state=CHANGES)) and "nobody can tell" not in why(a_review(state=CHANGES))
        assert "counts" in why(a_review("alice")) and "nobody can tell" not in why(a_review("alice"))
        half = {"contributors": (Contributor(None, OLD),)}
        assert "cannot prove independence" in why(a_review(), of=half, allow_author=True)
        assert "cannot prove independence" in why(a_review(), of=half, allow_committers=True)
        assert why(of=half, allow_author=True, allow_committers=True) == ""

    def test_nobody_knows_whether_an_approver_wrote_one_of_the_commits_that_a_forge_leaves_out(self):
        assert state(a_review(), of={"unlisted": True}) == "unknown"
        assert "not all of its commits are listed" in why(a_review(), of={"unlisted": True})
        assert state(a_review(), of={"unlisted": True}, allow_committers=True) == "granted"
        assert state(a_review("mallory"), of={"unlisted": True}) == "pending"
        assert state(a_review("zed"), of={"unlisted": True}) == "pending"
        author = {"unlisted": True, "author": Actor("alice"), "contributors": ()}
        assert state(a_review(), of=author, allow_author=True) == "granted"
        assert state(a_review(), of={"unlisted": True, "untold": ("x",)}, strict_identity=True) == "pending"
        assert state(a_review(state=CHANGES), of={"unlisted": True}) == "denied"

    @pytest.mark.parametrize(
        "of",
        [
            {"contributors": (Contributor(None, OLD),)},
            {"author": None},
            {"untold": ("the accounts of commit authors",)},
        ],
    )
    def test_unknown_identity_is_told_and_counts_against_only_where_policy_is_strict(self, of):
        assert state(a_review(), of=of) == "granted"
        assert "cannot prove independence" in why(a_review(), of=of)
        assert state(a_review(), of=of, strict_identity=True) == "pending"
        assert state(a_review(), of=of, strict_identity=True, allow_author=True) == "pending"
        free = {"allow_author": True, "allow_committers": True}
        assert state(a_review(), of=of, strict_identity=True, **free) == "granted"

    @pytest.mark.parametrize("login", ["finbot", "finbot[bot]", "FinBot[bot]"])
    def test_bots_only_where_a_role_names_them(self, login: str):
        named = (Approver("lead", "Lead", ("finbot[bot]",)),)
        unnamed = (Approver("lead", "Lead", ("finbot",), ("acme/leads",)),)
        review = a_review(login, bot=True)
        assert state(review, approvers=named) == "granted"
        assert (
            state(review, approvers=unnamed, members={"acme/leads": frozenset({"finbot", login.lower()})}) == "pending"
        )
        assert state(a_review("finbot"), approvers=named) == "pending", "a person called like the bot"

    def test_an_account_that_is_gone_says_nothing(self):
        assert state(a_review(actor=None), a_remark(f"/finops approve {CODE}", actor=None)) == "pending"


class TestWhatWasSaid:
    def test_order_decides_between_approval_and_objection(self):
        assert state(a_review(state=CHANGES, hours=3), a_review(hours=2)) == "granted"
        (denied,) = judged(a_review(hours=3), a_review(state=CHANGES, hours=2))
        assert (denied.state, denied.by) == ("denied", ("alice",))

    def test_objection_of_one_member_outweighs_the_approval_of_another(self):
        assert state(a_review("alice"), a_review("erin", CHANGES)) == "denied"

    def test_objection_of_a_stranger_blocks_nothing(self):
        assert state(a_review("alice"), a_review("bob", CHANGES)) == "granted"

    def test_objection_of_the_author_who_is_a_member_blocks(self):
        assert state(a_review("erin"), a_review("alice", CHANGES), of={"author": Actor("alice")}) == "denied"

    @pytest.mark.parametrize("silent", [ReviewState.COMMENTED, ReviewState.PENDING])
    def test_later_comment_revokes_nothing_and_approves_nothing(self, silent):
        assert state(a_review(hours=2), a_review(state=silent)) == "granted"
        assert state(a_review(state=silent)) == "pending"
        assert state(a_review(state=CHANGES, hours=2), a_review(state=silent)) == "denied"

    def test_dismissal_voids_and_resurrects_nothing(self):
        assert state(a_review(state=DISMISSED)) == "pending"
        assert state(a_review(hours=3), a_review(state=DISMISSED, hours=2)) == "pending"
        assert "it was dismissed" in why(a_review(hours=3), a_review(state=DISMISSED, hours=2))
        assert state(a_review(state=DISMISSED, hours=3), a_review(hours=2)) == "granted"
        assert state(a_review(state=CHANGES, hours=3), a_review(state=DISMISSED, hours=2)) == "pending"

    def test_dismissing_a_review_withdraws_no_command_that_denies(self):
        assert state(a_remark("/finops deny", hours=3), a_review(state=DISMISSED, hours=2)) == "denied"

    def test_a_stale_approval_withdraws_an_objection_and_grants_nothing(self):
        assert state(a_review(state=CHANGES, hours=3), a_review(hours=2, commit=OLD)) == "pending"

    def test_order_of_pages_does_not_matter_even_within_one_second(self):
        said = [a_review(), a_review(state=CHANGES), a_review(state=DISMISSED), a_remark(f"/finops approve {CODE}")]
        assert {state(*order) for order in permutations(said)} == {"denied"}


class TestCommands:
    @pytest.mark.parametrize(
        "body", [f"/finops approve {CODE}", f"  /finops approve {CODE}  \r\n", f"Fine.\n\n/finops approve {CODE}\n:+1:"]
    )
    def test_command_on_a_line_of_its_own_approves(self, body: str):
        assert state(a_remark(body)) == "granted"

    @pytest.mark.parametrize(
        "body",
        [
            f"I will not /finops approve {CODE}",
            f"/finops approve {CODE} never",
            f"> /finops approve {CODE}",
            f"text\n    /finops approve {CODE}",
            f"```\n/finops approve {CODE}\n```",
            f"~~~\n/finops approve {CODE}",
            f"/finops approve {CODE.lower()}",
            f"/finops  approve {CODE}",
            f"/finops approve\n{CODE}",
            "/finops approve AAAAAAAA",
            "/finops approve",
            ":+1:",
            "LGTM",
        ],
    )
    def test_anything_else_does_not(self, body: str):
        assert state(a_remark(body)) == "pending"

    def test_a_code_that_is_not_asked_for_is_told(self):
        assert "its code is not one that is asked for" in why(a_remark("/finops approve AAAAAAAA"))

    def test_a_dearer_change_has_another_code(self):
        assert state(a_remark(f"/finops approve {CODE}"), demands={"lead": a_demand(ceiling="101")}) == "pending"

    def test_ignore_edited_comments(self):
        assert state(a_remark(f"/finops approve {CODE}", edited=True)) == "pending"
        assert "the comment was edited" in why(a_remark(f"/finops approve {CODE}", edited=True))
        assert state(a_remark("/finops deny", edited=True), a_review("erin")) == "denied", "nobody gains by that"

    def test_an_edited_or_outdated_command_withdraws_no_objection(self):
        deny = a_remark("/finops deny", hours=3)
        assert state(deny, a_remark(f"/finops approve {CODE}", hours=2, edited=True)) == "denied"
        assert state(deny, a_remark("/finops approve AAAAAAAA", hours=2)) == "denied"
        assert state(deny, a_remark(f"/finops approve {CODE}", hours=2)) == "granted"

    def test_both_commands_in_one_comment_deny(self):
        assert state(a_remark(f"/finops approve {CODE}\n/finops deny")) == "denied"

    def test_stranger_may_neither_approve_nor_deny_by_command(self):
        assert state(a_remark(f"/finops approve {CODE}", "bob")) == "pending"
        assert state(a_review(), a_remark("/finops deny", "bob")) == "granted"

    def test_author_and_bots_are_refused_here_too(self):
        assert state(a_remark(f"/finops approve {CODE}"), of={"author": Actor("alice")}) == "pending"
        assert state(a_remark(f"/finops approve {CODE}", "alice", bot=True)) == "pending"

    def test_methods_that_policy_does_not_take(self):
        assert state(a_review(), methods=("command",)) == "pending"
        assert state(a_remark(f"/finops approve {CODE}"), methods=("review",)) == "pending"
        assert "policy takes no command" in why(a_remark(f"/finops approve {CODE}"), methods=("review",))
        assert state(a_remark("/finops deny"), a_review("erin"), methods=("review",)) == "denied"

    def test_an_approval_that_policy_does_not_take_hides_none_that_it_takes(self):
        both = (a_review(hours=3), a_remark(f"/finops approve {CODE}", hours=2), a_review(hours=1))
        assert state(*both[:2], methods=("review",)) == "granted"
        assert state(*both[1:], methods=("command",)) == "granted"
        assert state(*both[:2], stale=Stale.HEAD) == "granted"

    def test_an_approving_review_takes_back_an_objecting_one_even_where_only_commands_approve(self):
        said = (a_review(state=CHANGES, hours=3), a_review(hours=2))
        assert state(*said, methods=("command",)) == "pending"
        assert state(a_remark("/finops deny", hours=3), a_review(hours=2), methods=("command",)) == "denied"


class TestFreshness:
    def test_invalidate_review_on_push_where_policy_says_head(self):
        same = {OLD: {"lead": a_demand()}}
        assert state(a_review(commit=OLD), then=same, stale=Stale.HEAD) == "pending"
        assert "an earlier commit" in why(a_review(commit=OLD), then=same, stale=Stale.HEAD)
        assert state(a_review(), stale=Stale.HEAD) == "granted"

    def test_head_that_is_not_the_commit_judged_must_cover_it_all_the_same(self):
        """An older run is repeated after a push: the review of the newer commit may be of a cheaper change."""
        cheap, equal = {HEAD: {"lead": a_demand(ceiling="10")}}, {HEAD: {"lead": a_demand()}}
        assert state(a_review(), judged_at=OLD, then=cheap, stale=Stale.HEAD) == "pending"
        assert state(a_review(), judged_at=OLD, then=equal, stale=Stale.HEAD) == "granted"

    def test_a_comment_names_no_commit(self):
        assert state(a_remark(f"/finops approve {CODE}"), stale=Stale.HEAD) == "pending"

    def test_unrelated_push_keeps_an_approval(self):
        assert state(a_review(commit=OLD), then={OLD: {"lead": a_demand()}}) == "granted"

    @pytest.mark.parametrize(
        ("then", "expected"),
        [
            ({"lead": a_demand(ceiling="91")}, "granted"),
            ({"lead": a_demand(ceiling="90.90")}, "pending"),
            ({"lead": a_demand(ceiling="5000")}, "granted"),
            ({"lead": a_demand("f", "g")}, "granted"),
            ({"lead": a_demand("g")}, "pending"),
            ({"finance": a_demand()}, "pending"),
            ({}, "pending"),
            (Unknown("the commit is not here"), "pending"),
        ],
    )
    def test_dearer_or_other_change_asks_again(self, then, expected: str):
        assert state(a_review(commit=OLD), then={OLD: then}) == expected

    def test_review_that_a_forge_tells_twice_proves_what_it_proves_less(self):
        twice = (a_review(id="1", commit=HEAD), a_review(id="1", commit=None))
        assert {state(*said) for said in permutations(twice)} == {"pending"}
        assert len({why(*said) for said in permutations(twice)}) == 1

    def test_reviewed_commit_that_is_absent_or_untold_is_stale(self):
        assert state(a_review(commit=OLD)) == "pending"
        assert state(a_review(commit=None)) == "pending"
        assert state(a_review(commit=None), stale=Stale.HEAD) == "pending"
        assert state(a_review(commit=None), stale=Stale.NEVER) == "granted"

    def test_headroom_is_policys(self):
        then = {OLD: {"lead": a_demand(ceiling="91")}}
        assert state(a_review(commit=OLD), then=then, headroom=0) == "pending"

    def test_age_by_the_clock_of_the_forge(self):
        assert state(a_review(hours=30 * 24)) == "granted"
        assert state(a_review(hours=30 * 24 + 1)) == "pending"
        assert state(a_remark(f"/finops approve {CODE}", hours=30 * 24 + 1)) == "pending"
        assert state(a_review(hours=100), max_age_days=4) == "pending"
        assert state(a_review(state=CHANGES, hours=1000)) == "denied", "an objection does not age"


class TestRoles:
    def test_count_counts_people(self):
        two = (Approver("lead", "Lead", ("alice", "erin"), count=2),)
        (approval,) = judged(a_review(), a_review(hours=2), a_remark(f"/finops approve {CODE}"), approvers=two)
        assert (approval.state, approval.by) == ("pending", ("alice",))
        assert state(a_review(), a_review("Erin"), approvers=two) == "granted"
        assert state(a_review(), a_review("ALICE", hours=2), approvers=two) == "pending"

    def test_one_person_stands_for_one_role(self):
        both = (Approver("lead", "Lead", ("alice",)), Approver("finance", "Finance", ("alice", "carol")))
        alone = judged(a_review(), demands=BOTH, approvers=both)
        assert [(a.role, a.state) for a in alone] == [("finance", "granted"), ("lead", "pending")]
        together = judged(a_review(), a_review("carol"), demands=BOTH, approvers=both)
        assert [(a.state, a.by) for a in together] == [("granted", ("carol",)), ("granted", ("alice",))]
        twice = judged(a_review(), demands=BOTH, approvers=both, allow_multi_role=True)
        assert [a.state for a in twice] == ["granted", "granted"]

    def test_a_role_does_not_grant_another(self):
        states = judged(a_review("carol"), demands=BOTH)
        assert [(a.role, a.state) for a in states] == [("finance", "granted"), ("lead", "pending")]

    def test_membership_that_nobody_can_tell_is_unknown(self):
        assert state(a_review("dan"), members=UNREADABLE) == "unknown"
        assert state(a_review("dan"), members={}) == "unknown"
        assert "may not see the team" in why(a_review("dan"), members=UNREADABLE)

    def test_unless_others_have_satisfied_the_role(self):
        assert state(a_review("dan"), a_review("alice"), members=UNREADABLE) == "granted"

    def test_unless_nobody_said_anything_or_it_would_not_count_anyway(self):
        assert state(members=UNREADABLE) == "pending"
        assert state(a_review("mallory"), members=UNREADABLE) == "pending"
        assert state(a_review("dan", commit=OLD), members=UNREADABLE) == "pending"

    def test_an_objection_of_somebody_who_may_be_a_member_is_unknown_too(self):
        assert state(a_review("alice"), a_review("dan", CHANGES), members=UNREADABLE) == "unknown"


class TestRolesThatNameNobody:
    owners = Owners((Owned("*", ("acme/everyone",)), Owned("/app/", ("olga", "acme/app")), Owned("/none/", ())))

    def test_fall_to_the_owners_of_the_path(self):
        who = {"approvers": (), "owners": self.owners, "members": {"acme/app": frozenset({"pia"})}}
        assert state(a_review("olga"), **who) == "granted"
        assert state(a_review("PIA"), **who) == "granted"
        assert state(a_review("alice"), **who) == "pending"
        assert state(a_review("olga"), **{**who, "members": {}}) == "granted"
        assert state(a_review("pia"), **{**who, "members": {}}) == "unknown"

    def test_each_path_needs_one_of_its_owners(self):
        demand = {"lead": a_demand(paths=("app/bot.py", "lib/x.py"))}
        who = {
            "approvers": (),
            "owners": self.owners,
            "demands": demand,
            "members": {"acme/everyone": frozenset({"olga", "zoe"}), "acme/app": frozenset()},
        }
        assert state(a_review("zoe"), **who) == "pending"
        assert state(a_review("olga"), **who) == "granted", "one who owns both"
        assert state(a_review("zoe"), a_review("olga"), **who) == "granted"

    def test_else_to_any_maintainer_who_is_not_the_author(self):
        who = {"approvers": (), "permissions": {"max": "maintain", "ada": "admin", "wim": "write", "rob": "read"}}
        assert [state(a_review(name), **who) for name in ("max", "ADA", "wim", "rob")] == [
            "granted",
            "granted",
            "pending",
            "pending",
        ]
        assert state(a_review("max"), of={"author": Actor("max")}, **who) == "pending"
        nobody = {"demands": {"lead": a_demand(paths=("none/x.py",))}, "owners": self.owners}
        assert state(a_review("max"), **who, **nobody) == "granted"

    def test_and_where_nobody_can_tell_who_that_is_it_is_unknown(self):
        assert state(a_review("max"), approvers=()) == "unknown"
        hidden = {"max": Unknown("the token may not see permissions")}
        assert state(a_review("max"), approvers=(), permissions=hidden) == "unknown"
        assert "may not see permissions" in why(a_review("max"), approvers=(), permissions=hidden)
        assert state(a_review("max", bot=True), approvers=(), permissions={"max[bot]": "admin"}) == "pending"

    def test_code_owners_as_a_role(self):
        role = (Approver("lead", "Lead", (), (), 1, codeowners=True),)
        assert state(a_review("olga"), approvers=role, owners=self.owners) == "granted"
        gate = Owners((Owned("/.finops-gate/", ("gwen",)),))
        assert state(a_review("gwen"), approvers=role, owners=gate) == "granted"
        assert state(a_review("gwen"), approvers=(), owners=gate, permissions={"gwen": "write"}) == "pending"
        two = (Approver("lead", "Lead", (), (), 2, codeowners=True),)
        assert state(a_review("olga"), approvers=two, owners=self.owners) == "pending"

    def test_who_surely_owns_one_path_is_heard_whatever_nobody_can_tell_of_another(self):
        owners = Owners((Owned("/app/", ("olga",)), Owned("/lib/", ("acme/lib",))))
        who = {"approvers": (), "owners": owners, "members": {}}
        who["demands"] = {"lead": a_demand(paths=("app/bot.py", "lib/x.py"))}
        for state_, told in ((CHANGES, "blocks"), (APPROVED, "counts")):
            said = why(a_review("olga", state_), **who)
            assert said.endswith(f": {told}") and "nobody can tell" not in said
        assert state(a_review("olga", CHANGES), **who) == "denied"
        assert state(a_review("olga"), **who) == "unknown"
        assert "nobody can tell: the members of acme/lib" in why(a_review("pia", CHANGES), **who)

    def test_an_owner_who_is_only_an_address_cannot_be_recognised(self):
        mail = Owners((Owned("*", ("olga@example.com",)),))
        assert state(a_review("olga"), approvers=(), owners=mail, permissions={"olga": "admin"}) == "pending"

    def test_a_finding_without_a_path_is_the_maintainers(self):
        demand = {"lead": a_demand(paths=())}
        assert state(a_review("max"), approvers=(), demands=demand, permissions={"max": "admin"}) == "granted"


def test_hostile_names_are_made_harmless():
    text = why(a_review("ev\x1b[31mil\u202e"))
    assert text.isprintable()


def test_comments_that_give_no_command_are_not_spoken_of():
    assert why(a_remark("looks good to me"), a_remark("approve", "bob")) == ""


def test_a_review_that_is_told_with_two_commits_counts_alike_in_any_order():
    twice = [a_review(commit=commit, id="1") for commit in (HEAD, OLD)]
    assert judged(*twice) == judged(*twice[::-1])


def test_commits_of_nobody_are_named_by_their_first_twelve_characters():
    said = why(of={"contributors": (Contributor(None, "0123456789abcdef"),)})
    assert said == "cannot prove independence: nobody knows whose account wrote 0123456789ab"


def test_request_of_a_review_that_was_never_sent_changes_nothing():
    request = a_request(a_review(state=ReviewState.PENDING), a_review("erin", APPROVED))
    assert judged(request=request)[0].by == ("erin",)
