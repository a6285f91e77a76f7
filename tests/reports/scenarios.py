"""Verdicts that every format is shown: what reports look like, and what could go wrong in them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from finops_gate.model.advice import Advice
from finops_gate.model.policy import Outcome
from finops_gate.model.quiet import NO_CHANGE
from finops_gate.model.scored import Scored, Shift
from finops_gate.model.setting import Key, Location, Role, Skipped, Unknown
from finops_gate.model.site import Reach, SiteKind
from finops_gate.model.usage import Grade
from finops_gate.model.verdict import (
    Approval,
    Comparison,
    Coverage,
    Decision,
    Inputs,
    Row,
    Totals,
    Verdict,
)
from tests.build import a_bound, a_change, a_finding, a_projection, a_range, a_row, a_site, a_verdict

LEAD = "engineering-lead"
PRICES = (
    "openai/gpt-4o-mini input $0.15/M tokens (https://openai.com/pricing, read 2026-11-01)",
    "openai/gpt-4-turbo input $10/M tokens (https://openai.com/pricing, read 2026-11-01)",
)
INPUTS = Inputs("sha256:aaaa", "sha256:bbbb", "sha256:cccc", (), "finops-gate 0.1.0")


INSTEAD = "helpdesk-bot: gpt-4-turbo does routine work (declared in the policy); gpt-4o-mini may do it"


def an_advice(saving: str, message: str, path: str) -> Advice:
    """Another model for 900 dollars a month."""
    then = Decimal(900) - Decimal(saving)
    return Advice(
        "oversized-model",
        path,
        Location(path, 25),
        "helpdesk-bot",
        "openai/gpt-4-turbo",
        "openai/gpt-4o-mini",
        message,
        Grade.DECLARED,
        monthly_now=a_range(900),
        monthly_then=a_range(then),
        assumptions=("declared in the policy",),
    )


def nothing() -> Verdict:
    return a_verdict(headline=NO_CHANGE, coverage=Coverage(3, 0))


def swap_with_volumes() -> Verdict:
    """The default story, measured: it needs the lead's approval."""
    row = a_row(
        a_change(feature="helpdesk-bot", environment="production", path="services/helpdesk/bot.py", line=25),
        a_projection(
            "0.000315",
            "0.018",
            a_range("15.75", "14.52", "16.98"),
            a_range(900, "829.80", "970.20"),
            feature="helpdesk-bot",
            source="litellm:tag=helpdesk",
            window="2026-10-26..2026-11-22",
            prices=PRICES,
            assumptions=(
                "input tokens x 1.03: the models split text otherwise",
                f"advice (oversized-model): {INSTEAD}",
            ),
        ),
        "row-1",
    )
    monthly = a_finding(
        "monthly-increase",
        "helpdesk-bot: $15.75 -> $900.00 a month",
        "services/helpdesk/bot.py",
        25,
        "finding-monthly",
        above="884.25",
        percent="5614.285714285714285714",
    )
    per_call = a_finding(
        "per-call-increase",
        "helpdesk-bot: a call costs 57.1 times as much",
        "services/helpdesk/bot.py",
        25,
        "finding-per-call",
        advice="gpt-4o costs 16.7 times as much as before",
        ratio="57.14285714285714285714",
    )
    smaller = replace(
        a_finding("oversized-model", INSTEAD, "services/helpdesk/bot.py", 25, "finding-smaller", above="860"),
        advice="openai/gpt-4o-mini",
        suggests=an_advice("860", INSTEAD, "services/helpdesk/bot.py"),
    )
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        "⚠️ Projected Cost Increase: +5,614% (+$884.25/month). Approval required from Engineering Lead.",
        (row,),
        (monthly, per_call, smaller),
        (
            Decision(monthly, Outcome.REQUIRE_APPROVAL, "policy.yaml rules.monthly-increase", LEAD),
            Decision(per_call, Outcome.REQUIRE_APPROVAL, "policy.yaml rules.per-call-increase", LEAD),
            Decision(smaller, Outcome.PASS, "policy.yaml has no rule oversized-model"),
        ),
        Totals(a_range("15.75", "14.52", "16.98"), a_range(900, "829.80", "970.20"), Decimal("5614.285714")),
        comparison=Comparison("a" * 40, "b" * 40, "c" * 40, "acme/shop", "42"),
        approvals=(Approval(LEAD, "Engineering Lead", "pending", (), "MQX7EEY4", Decimal("884.25")),),
        coverage=Coverage(2, 1),
        inputs=INPUTS,
        performance=(
            Shift(
                "helpdesk-bot",
                "openai/gpt-4o-mini",
                "openai/gpt-4-turbo",
                Scored("helpdesk-answers", Decimal("0.000315"), Decimal("0.75")),
                Scored("helpdesk-answers", Decimal("0.018"), None, ("openai/gpt-4-turbo",)),
            ),
        ),
    )


def swap_without_volumes() -> Verdict:
    """Nobody measured: percent and cost of 1,000 calls, and no month. The value stands in another file."""
    after = a_bound("gpt-4-turbo", (Location("app/defaults.py", 3),), Unknown("a constant"), refers=("DEFAULT_MODEL",))
    row = a_row(
        a_change("gpt-4o-mini", after, reaches=(Reach("app/web.py::reply#1", Location("app/web.py", 7), "web"),)),
        a_projection(source="no usage.csv", assumptions=("1,000 input and 500 output tokens a call",)),
        "row-1",
    )
    finding = a_finding(ratio=10)
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        "⚠️ Projected Cost Increase: +900% ($0.30 -> $3.00 per 1,000 calls). Approval required from Engineering Lead.",
        (row,),
        (finding,),
        (Decision(finding, Outcome.REQUIRE_APPROVAL, "starter policy", LEAD),),
        Totals(None, None, Decimal(900), Decimal("0.3"), Decimal(3)),
        approvals=(Approval(LEAD, "Engineering Lead", "granted", ("alice",), "MQX7EEY4"),),
    )


def decrease() -> Verdict:
    row = a_row(
        a_change("gpt-4-turbo", "gpt-4o-mini"), a_projection("0.01", "0.0038", 660, 250, source="openai"), "row-1"
    )
    return a_verdict(
        headline="✅ Projected Cost Decrease: -62% (-$410.00/month).",
        rows=(row,),
        totals=Totals(a_range(660), a_range(250), Decimal("-62.1212")),
    )


def warn() -> Verdict:
    """Two settings of one site, one of them new; advisory until the team is used to it; one decision is waived."""
    site = "app/bot.py::answer#1"
    cost = a_projection("0.002", "0.0025", 400, 496, source="openai", conflict="two profiles name this feature")
    rows = (
        a_row(
            a_change("500", "12_000", Key.MAX_OUTPUT, slot="max_tokens", line=11, amount="12000"),
            cost,
            "row-tokens",
        ),
        a_row(a_change(None, "high", Key.REASONING, slot="reasoning_effort", line=12), cost, "row-effort"),
        a_row(a_change("2", None, Key.CHOICES, slot="n", line=13), cost, "row-choices"),
        a_row(a_change("gpt-4o", "gpt-4o", billed=False, note="the same model, written otherwise", line=30), None),
        a_row(a_change("gpt-4o", "gpt-5", billed=False, note="a test", path="tests/test_bot.py"), None),
    )
    assert {row.change.site for row in rows[:3]} == {site}
    finding = a_finding(
        "monthly-increase", "$400.00 -> $496.00 a month", changes=("row-effort", "row-tokens"), percent=24
    )
    waived = a_finding("retired-model", "gpt-4o is retired since 2026-10-23", changes=("row-tokens",))
    passed = a_finding("new-spend", "nothing to object to", changes=("row-tokens",))
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected Cost Increase: +24% (+$96.00/month). Warning only.",
        rows,
        (finding, waived, passed),
        (
            Decision(finding, Outcome.WARN, "policy.yaml rules.monthly-increase"),
            Decision(waived, Outcome.BLOCK, "policy.yaml rules.retired-model", None, "waivers.yaml 3, alice"),
            Decision(passed, Outcome.PASS, "policy.yaml rules.new-spend"),
        ),
        Totals(a_range(400), a_range(496), Decimal(24)),
        advisory=True,
    )


def blocked() -> Verdict:
    row = a_row(a_change("gpt-4o-mini", "gpt-4", feature="helpdesk-bot"), a_projection("0.0003", "0.05"), "row-1")
    finding = a_finding("denied-model", "gpt-4 is denied", names=("gpt-4",))
    return a_verdict(
        Outcome.BLOCK,
        "⛔ Blocked: gpt-4 is denied for helpdesk-bot.",
        (row,),
        (finding,),
        (Decision(finding, Outcome.BLOCK, "policy.yaml rules.denied-model"),),
        Totals(None, None, Decimal(16566)),
    )


def unknown_price() -> Verdict:
    row = a_row(
        a_change(None, "house-model-1", provider=""),
        a_projection(0, None, grade=Grade.UNKNOWN, source="no price is known for house-model-1"),
        "row-1",
        head_model=None,
    )
    finding = a_finding("unpriced-model", "house-model-1 has no price", names=("house-model-1",))
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected cost unknown: house-model-1 has no price. Warning only.",
        (row,),
        (finding,),
        (Decision(finding, Outcome.WARN, "starter policy"),),
    )


def hidden() -> Verdict:
    """It was readable and now is not; its price of before is a lower bound. Another site was removed."""
    after = a_bound(Unknown("set by the environment"), written=Unknown("an expression"), refers=("env:CHAT_MODEL",))
    rows = (
        a_row(
            a_change("gpt-4o", after),
            a_projection("0.002", "0.002", 100, 100, at_least=True, grade=Grade.DECLARED, source="policy.yaml"),
            "row-1",
            head_model=None,
        ),
        a_row(
            a_change("gpt-4o", None, path="app/old.py", site="app/old.py::x#1"),
            a_projection("0.002", 0, site="app/old.py::x#1"),
            "row-2",
        ),
    )
    finding = a_finding("unresolved-model", "the model of app/bot.py cannot be read any more")
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected cost unknown: the model of app/bot.py cannot be read any more. Warning only.",
        rows,
        (finding,),
        (Decision(finding, Outcome.WARN, "starter policy"),),
    )


def prompt_growth() -> Verdict:
    """A longer prompt; a machine; a row counted at another site; a month known on one side only."""
    prompt = replace(
        a_row(
            a_change("Be brief.", "Be long.", Key.PROMPT, path="prompts/answer.txt", line=1, role=Role.PROMPT),
            a_projection("0.002", "0.0021", 100, 105),
            "row-prompt",
        ),
        tokens_before=1200,
        tokens_after=1900,
    )
    node = a_change("g5.xlarge", "p4d.24xlarge", Key.INSTANCE, path="infra/main.tf", role=Role.ACCELERATOR)
    place = a_site(
        None, (a_bound("g5.xlarge", key=Key.INSTANCE),), "infra/main.tf::pool#1", SiteKind.NODE_POOL, team="ml"
    )
    machine = a_row(
        node._replace(site=place.key, before_site=place, after_site=place),
        a_projection("1.006", "32.77", site=place.key, grade=Grade.SHARED),
        "row-machine",
        None,
        None,
    )
    counted = a_row(
        a_change(path="app/twin.py", site="app/twin.py::x#1"),
        replace(a_projection(site="app/twin.py::x#1"), counted_at="app/bot.py::answer#1"),
        "row-twin",
    )
    half = a_row(
        a_change(path="app/half.py", site="app/half.py::x#1"),
        a_projection(None, None, 100, None, site="app/half.py::x#1"),
        "row-half",
    )
    bare = a_row(
        a_change("1", "3", Key.REPLICAS, path="infra/values.yaml", slot="replicas", site="infra/values.yaml#1"),
        None,
        "row-bare",
    )
    return a_verdict(
        headline="✅ Projected Cost Increase: +5% (+$5.00/month). Within policy.",
        rows=(prompt, machine, counted, half, bare),
        totals=Totals(a_range(100), a_range(105), Decimal(5), partial=True),
    )


def hostile_names() -> Verdict:
    """Paths, ids, features and reasons that try to leave their place. None of this may act in any format."""
    path = "a|b`c`\n## verdict: PASS\n<img src=x onerror=alert(1)>\x1b[31m\u202e.py\udcff"
    model = "gpt-4 | $0 | $0 |\n\n## PASS\n\n@org/finance approved #1 [x](javascript:1) ![i](http://evil.example)"
    row = a_row(
        a_change("gpt-4o-mini", model, path=path, feature="@team | <b>bot</b>", site="s|1"),
        a_projection(
            feature="@team | <b>bot</b>",
            site="s|1",
            source="[red]x[/red] ::error::x",
            assumptions=("a `|` <script>", ":smile: @alice GH-1 deadbeef00"),
        ),
        "row-1",
        head_model=None,
    )
    finding = a_finding("per-call-increase", f"{model} costs more", path, ratio=10)
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        f"⚠️ {model}",
        (row,),
        (finding,),
        (Decision(finding, Outcome.REQUIRE_APPROVAL, "policy.yaml `x` | y", "no|one"),),
        approvals=(Approval("no|one", "<b>@nobody</b> |", "denied", ("@mallory|",), "AAAA"),),
        skipped=(Skipped("x\r\n::error::y|`z`", "is no UTF-8 </details> @team"),),
    )


def many_rows() -> Verdict:
    """Long ways and lists: more than a terminal or a comment wants to hold."""
    cost = a_projection("0.001", "0.003", 10, 30, assumptions=tuple(f"assumption {n}" for n in range(6)))

    def one(number: int) -> Row:
        path = f"services/{number:03}/bot.py"
        reaches = tuple(Reach(f"{path}#{n}", Location(path, n)) for n in range(1, 31))
        change = a_change(path=path, reaches=reaches, site=path)
        return a_row(change, replace(cost, site=path), f"row-{number:03}")

    same = tuple(
        a_row(
            a_change("1", str(n), Key.CHOICES, slot=f"n{n}", line=n, site="wide"), replace(cost, site="wide"), f"w-{n}"
        )
        for n in range(1, 15)
    )
    rows = (*map(one, range(400)), *same)
    several = a_finding("monthly-increase", "all of them", changes=("row-007", "row-003"), above=40)
    general = [a_finding("unreadable", f"file {n} is unreadable", f"f{n}.py", n, changes=()) for n in range(60)]
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected Cost Increase: +200% (+$8,020.00/month). Warning only.",
        rows,
        (several, *general),
        (
            Decision(several, Outcome.WARN, "policy.yaml rules.monthly-increase"),
            *(Decision(finding, Outcome.WARN, "starter policy") for finding in general),
        ),
        Totals(a_range(4010), a_range(12030), Decimal(200)),
        skipped=tuple(Skipped(f"vendor/{n:04}.js", "larger than 1 MiB") for n in range(500)),
    )


def skipped() -> Verdict:
    return a_verdict(
        headline=f"{NO_CHANGE} 2 files could not be judged.",
        skipped=(Skipped("web/bundle.js", "one line of 50 MB"), Skipped("lib/broken.py", "line 3: does not parse")),
        coverage=Coverage(5, 4),
    )


def approvals() -> Verdict:
    """Three roles were asked: one agrees, one does not, and of one nobody could tell."""
    rows, findings, decisions = [], [], []
    for number, role in enumerate((LEAD, "finance", "security")):
        path = f"services/{role}/bot.py"
        cost = a_projection("0.001", "0.02", 100, 2000 + number, site=path)
        rows.append(a_row(a_change(path=path, site=path), cost, f"row-{role}"))
        finding = a_finding(
            "monthly-increase", f"{role}: $100.00 -> $2,000.00 a month", path, 10, f"finding-{role}", (f"row-{role}",)
        )
        findings.append(finding)
        decisions.append(Decision(finding, Outcome.REQUIRE_APPROVAL, "policy.yaml rules.monthly-increase", role))
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        "⚠️ Projected Cost Increase: +1,900% (+$5,703.00/month). Approval required from Finance and Security.",
        tuple(rows),
        tuple(findings),
        tuple(decisions),
        Totals(a_range(300), a_range(6003), Decimal(1901)),
        approvals=(
            Approval(LEAD, "Engineering Lead", "granted", ("alice", "bob"), "MQX7EEY4", Decimal("1900")),
            Approval("finance", "Finance", "denied", ("carol",), "K7QX2MDA", Decimal("1901")),
            Approval(
                "security",
                "Security",
                "unknown",
                (),
                "AAAAAAAA",
                why=("dave approved: nobody can tell: the members of acme/security are not known",),
            ),
        ),
    )


def waived() -> Verdict:
    """It would block, and a waiver covers it."""
    row = a_row(a_change("gpt-4o-mini", "gpt-4"), a_projection("0.0003", "0.05", 10, 1500), "row-1")
    finding = a_finding("denied-model", "gpt-4 is denied", names=("gpt-4",))
    return a_verdict(
        headline="✅ Projected Cost Increase: +14,900% (+$1,490.00/month). Waived by waivers.yaml 3, alice.",
        rows=(row,),
        findings=(finding,),
        decisions=(Decision(finding, Outcome.PASS, "policy.yaml rules.denied-model", None, "waivers.yaml 3, alice"),),
        totals=Totals(a_range(10), a_range(1500), Decimal(14900)),
    )


def advisory() -> Verdict:
    """It would block, and nothing is enforced yet."""
    return replace(blocked(), advisory=True)


def removed() -> Verdict:
    row = a_row(a_change("gpt-4o", None, path="app/old.py"), a_projection("0.002", 0, 300, 0), "row-1")
    return a_verdict(
        headline="✅ Projected Cost Decrease: -100% (-$300.00/month).",
        rows=(row,),
        totals=Totals(a_range(300), a_range(0), Decimal(-100)),
    )


def package() -> Verdict:
    """A dependency chooses another default model; a site of the repository relies on it."""
    change = a_change(
        "gpt-4o-mini",
        "gpt-5",
        Key.PACKAGE,
        path="requirements.txt",
        line=7,
        role=Role.DEPENDENCY_DEFAULT,
        slot="crewai",
        site="requirements.txt::crewai",
        reaches=(Reach("app/crew.py::run#1", Location("app/crew.py", 12), "research"),),
    )
    row = a_row(change, a_projection("0.0003", "0.006", site="requirements.txt::crewai"), "row-1")
    finding = a_finding(
        "dependency-default",
        "crewai 1.2.0 -> 1.3.0: the default model is gpt-5 instead of gpt-4o-mini",
        "requirements.txt",
        7,
        advice="name the model at app/crew.py:12",
        ratio=20,
    )
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected Cost Increase: +1,900% ($0.30 -> $6.00 per 1,000 calls). Warning only.",
        (row,),
        (finding,),
        (Decision(finding, Outcome.WARN, "starter policy"),),
        Totals(None, None, Decimal(1900), Decimal("0.3"), Decimal(6)),
    )


def accelerator() -> Verdict:
    """A bigger machine, and more of it: two settings of one pool."""
    place = "infra/main.tf::pool#1"
    cost = a_projection("1.006", "131.08", "734.38", "95688.40", site=place, grade=Grade.DECLARED, source="policy.yaml")
    rows = tuple(
        a_row(
            a_change(
                before,
                after,
                key,
                path="infra/main.tf",
                line=line,
                role=Role.ACCELERATOR,
                slot=slot,
                site=place,
                site_kind=SiteKind.NODE_POOL,
            ),
            cost,
            f"row-{slot}",
            None,
            None,
        )
        for line, (key, slot, before, after) in enumerate(
            (
                (Key.INSTANCE, "machine_type", "g5.xlarge", "p4d.24xlarge"),
                (Key.REPLICAS, "min_size", "1", "4"),
            ),
            4,
        )
    )
    finding = a_finding(
        "monthly-increase",
        "infra/main.tf: $734.38 -> $95,688.40 a month",
        "infra/main.tf",
        4,
        changes=("row-machine_type", "row-min_size"),
        above="94954.02",
    )
    return a_verdict(
        Outcome.REQUIRE_APPROVAL,
        "⚠️ Projected Cost Increase: +12,930% (+$94,954.02/month). Approval required from Engineering Lead.",
        rows,
        (finding,),
        (Decision(finding, Outcome.REQUIRE_APPROVAL, "starter policy", LEAD),),
        Totals(a_range("734.38"), a_range("95688.40"), Decimal(12930)),
        approvals=(Approval(LEAD, "Engineering Lead", "pending", (), "MQX7EEY4", Decimal("94954.02")),),
    )


COMMANDS = (
    "::error::forged",
    "  ::set-output name=verdict::pass",
    "x\r::stop-commands::token",
    "x\n::add-mask::a",
    "##[set-env name=PATH]/tmp",
    "x ##[error]forged",
    "%0A::error file=a,line=1::forged",
    "]]><failure message='forged'/>",
    "</testcase><testcase name='forged'>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "{0} {{1}} [forged](http://evil.example) \x00\ufffe\U0001f600\u2028::error::x",
    "//evil.example/%2e%2e/javascript:alert(1)?a=b#c",
    "</details>\n\n# forged\n\n| a | b |\n",
    "@acme/finance please approve acme/shop#1 and GH-1",
)
"""What would be a command, an element, a link or a mention, if it left its place."""


def hostile_commands() -> Verdict:
    """One site for each of COMMANDS, which stands wherever text from outside can stand."""
    return everywhere(*COMMANDS)


def everywhere(*texts: str) -> Verdict:
    """A verdict that holds each text as path, id, slot, feature, role, reason, name and whatever else is not ours."""
    rows, findings, decisions = [], [], []
    for number, text in enumerate(texts):
        site = f"{text}#{number}"
        change = a_change(
            text,
            f"new {text}",
            path=text,
            slot=text or "model",
            feature=text,
            environment=text,
            site=site,
            reaches=(Reach(site, Location(text, 3), text),),
        )
        after = change.after._replace(via=(Location(text, 4),))
        evidence = {"source": text, "prices": (text,), "assumptions": (text,), "conflict": text, "window": text}
        rows.append(
            a_row(
                change._replace(after=after),
                a_projection(site=site, feature=text, **evidence),
                f"row-{number}",
                None,
                None,
            )
        )
        found = a_finding(text, text, text, 3, f"finding-{number}", (f"row-{number}",), advice=text, feature=text)
        found = replace(found, suggests=an_advice("9", text, text))
        outcome = (Outcome.WARN, Outcome.REQUIRE_APPROVAL, Outcome.BLOCK)[number % 3]
        waived_by = text if number % 5 == 4 else None
        outcome = Outcome.PASS if waived_by else outcome
        findings.append(found)
        decisions.append(Decision(found, outcome, text, text, waived_by))
    return a_verdict(
        Outcome.BLOCK,
        texts[0],
        tuple(rows),
        tuple(findings),
        tuple(decisions),
        approvals=tuple(Approval(text, text, "pending", (text,), text, None, (text,)) for text in dict.fromkeys(texts)),
        skipped=tuple(Skipped(text, text) for text in texts),
        comparison=Comparison("a" * 40, "b" * 40, "c" * 40, texts[0], texts[0]),
        performance=tuple(
            Shift(text, text, text, scored, scored)
            for text in dict.fromkeys(texts)
            for scored in [Scored(text, Decimal(1), Decimal("0.5"))]
        ),
    )


def thousands(number: int = 30_000) -> Verdict:
    """More findings and skipped files than any other program takes."""
    found = [a_finding("unreadable", f"file {n} is unreadable", f"f{n}.py", n, f"{n:016x}", ()) for n in range(number)]
    return a_verdict(
        Outcome.WARN,
        "⚠️ Projected cost unknown. Warning only.",
        (),
        tuple(found),
        tuple(Decision(finding, Outcome.WARN, "starter policy") for finding in found),
        skipped=tuple(Skipped(f"vendor/{n:05}.js", "larger than 1 MiB") for n in range(number)),
    )


SCENARIOS = {
    made.__name__: made
    for made in (
        nothing,
        swap_with_volumes,
        swap_without_volumes,
        decrease,
        warn,
        blocked,
        unknown_price,
        hidden,
        prompt_growth,
        hostile_names,
        many_rows,
        skipped,
        approvals,
        waived,
        advisory,
        removed,
        package,
        accelerator,
        hostile_commands,
    )
}
"""By name. Goldens are files `goldens/<name>.<ending>`; thousands() has none, it is for limits."""
