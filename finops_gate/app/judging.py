"""From changes to a verdict: quotes, attribution, projections, findings, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from finops_gate import __version__
from finops_gate.app.advising import models_for, with_advice
from finops_gate.app.governing import Governing
from finops_gate.app.prompts import Files, prefix_in
from finops_gate.app.quotes import bounds_of, quotes
from finops_gate.app.rates import alternatives, rates
from finops_gate.base.frozen import NamedTuple
from finops_gate.catalog.book import Catalog
from finops_gate.cost.attribution import feature_of, feature_of_path
from finops_gate.cost.hours import capacities_of, project_capacities
from finops_gate.cost.prompts import prompt_tokens
from finops_gate.cost.sites import project_sites
from finops_gate.cost.spendings import touched_spendings
from finops_gate.model.economics import Economy
from finops_gate.model.fingerprint import row_fingerprints
from finops_gate.model.governance import Edit, Governance
from finops_gate.model.package import Moved
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.scored import Shift
from finops_gate.model.setting import Key, Skipped
from finops_gate.model.site import Bound, Change, Reach, Site
from finops_gate.model.verdict import Comparison, Coverage, Decision, Finding, Inputs, Row, Verdict
from finops_gate.rules import Case, Rule
from finops_gate.verdict.judge import judge


class Measured(NamedTuple):
    """What a change costs under one set of governing files, and what the rules object to in it."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    economics: tuple[Economy, ...]
    catalog: str
    """The digest of the catalog."""
    performance: tuple[Shift, ...] = ()
    """The team's scores beside the cost of a call, before and after."""


class Touched(NamedTuple):
    """A change, before anything governs it."""

    comparison: Comparison
    as_of: date
    changes: tuple[Change, ...]
    skipped: tuple[Skipped, ...] = ()
    coverage: Coverage = Coverage()
    packages: tuple[Moved, ...] = ()
    edits: tuple[Edit, ...] = ()
    """What it does to the gate itself."""
    overrides: tuple[str, ...] = ()
    files: Files | None = None
    """What stands at head, for reading prompts that did not change; None: nobody looks."""


class Read(NamedTuple):
    """What several sets of governing files make of one change."""

    found: Measured
    """What is shown."""
    edits: tuple[Edit, ...] = ()
    others: tuple[Decision, ...] = ()
    """What the readings decide that do not govern; of each finding the hardest counts."""
    governance: Governance = Governance()


def judged(
    touched: Touched,
    decided: Governing,
    rules: Sequence[Rule],
    read: Read | None = None,
    summed: Sequence[Finding] = (),
) -> Verdict:
    """Prices every changed site with one workload on both sides, and applies the policy to what the rules measure.

    `read`: where the change edits what governs it, what both readings come to. `summed`: findings about the change
    together with what was merged before it.
    """
    if read is None:
        governance = Governance(overrides=touched.overrides)
        read = Read(measured(touched, decided, rules), touched.edits, governance=governance)
    found, edits, others, governance = read
    case = Case((), (), decided.policy, touched.as_of, edits=edits)
    about_the_gate = [finding for rule in rules for finding in rule.check(case)] if edits else []
    return judge(
        found.rows,
        (*found.findings, *about_the_gate, *summed),
        decided.policy,
        touched.comparison,
        touched.as_of,
        skipped=touched.skipped,
        coverage=touched.coverage,
        inputs=Inputs(
            policy=decided.policy_digest,
            catalog=found.catalog,
            usage=decided.usage_digest,
            artefacts=tuple(sorted({*decided.prices.files, *decided.files, *_artefacts(touched.packages)})),
            tool=f"finops-gate {__version__}",
        ),
        economics=found.economics,
        performance=found.performance,
        others=others,
        governance=governance,
        baseline=decided.baseline,
    )


def measured(touched: Touched, decided: Governing, rules: Sequence[Rule]) -> Measured:
    """The rows and the findings of a change under these governing files."""
    changes, as_of = touched.changes, touched.as_of
    catalog = Catalog.load().with_prices(decided.prices)
    sites = [site for change in changes for site in (change.before_site, change.after_site)]
    bounds = [*bounds_of(sites), *(bound for change in changes for bound in (change.before, change.after))]
    known = quotes(catalog, bounds, decided.profiles, as_of)
    attributed = tuple(placed(change, decided.policy.features, known) for change in changes)
    billed = [change for change in attributed if change.billed]
    prompts = any(change.key is Key.PROMPT for change in billed)
    projections = project_sites(billed, known, decided.policy, decided.profiles, count if prompts else None)
    rates_known = rates(capacities_of(billed), as_of, decided.prices)
    projections.update(project_capacities(billed, rates_known, decided.shapes))
    rows = tuple(
        Row(
            fingerprint,
            change,
            _model(change.before, known),
            _model(change.after, known),
            projections.get(change.site) if change.billed else None,
            *_tokens(change, known),
        )
        for fingerprint, change in zip(row_fingerprints(attributed), attributed, strict=True)
    )
    earning = _economics(billed, known, decided)
    prefix = prefix_in(touched.files, count) if touched.files is not None else _nobody_looked
    calls = touched_spendings(rows, known, decided.policy, decided.profiles, prefix, count)
    case = Case(
        rows,
        tuple(sorted(known.items())),
        decided.policy,
        as_of,
        touched.skipped,
        touched.packages,
        earning,
        decided.profiles,
        machines=tuple(rates_known.items()),
        alternatives=tuple(alternatives(rates_known, as_of, decided.prices).items()),
        shapes=decided.shapes,
        spendings=calls,
        models=models_for(catalog, calls, decided.scores, as_of) if calls else (),
        scores=decided.scores,
    )
    findings = tuple(finding for rule in rules for finding in rule.check(case))
    rows, findings = with_advice(rows, findings, decided.policy, as_of)
    return Measured(rows, findings, earning, catalog.digest, _performance(rows, known, decided))


def _economics(changes: Sequence[Change], known: dict[str, Quoted], decided: Governing) -> tuple[Economy, ...]:
    """What the touched features cost and earn; only where somebody recorded what they earn, or set a budget."""
    if not decided.earned and not any(feature.budget_per_month for feature in decided.policy.features):
        return ()
    from finops_gate.cost.economics import economies

    return economies(changes, known, decided.policy, decided.profiles, decided.earned)


def _performance(rows: Sequence[Row], known: dict[str, Quoted], decided: Governing) -> tuple[Shift, ...]:
    """What the change does to score and cost; only where the team has scored something."""
    if not decided.scores:
        return ()
    from finops_gate.cost.scoring import shifts

    return shifts(rows, known, decided.scores)


def _artefacts(packages: Sequence[Moved]) -> Iterator[tuple[str, str]]:
    """The digests of the published files that were read."""
    for moved in packages:
        for filename, digest in moved.inspection.artefacts:
            yield f"{moved.move.ecosystem}:{filename}", digest


def placed(change: Change, features: Sequence[Feature], known: dict[str, Quoted]) -> Change:
    """The change with its sites attributed: a site keeps the feature that it had at base, wherever it went."""
    change = change._replace(reaches=tuple(_reach(reach, features) for reach in change.reaches))
    origin = change.before_site or change.after_site
    if origin is None:
        return change
    feature = feature_of(origin, features, _model(origin.bound(Key.MODEL), known) or "")
    if feature is None:
        return change

    def attributed(site: Site | None) -> Site | None:
        if site is None:
            return None
        environment = site.environment or feature.environment
        return site._replace(feature=feature.name, team=site.team or feature.team, environment=environment)

    return change._replace(before_site=attributed(change.before_site), after_site=attributed(change.after_site))


def _reach(reach: Reach, features: Sequence[Feature]) -> Reach:
    feature = feature_of_path(reach.location.path, features) if reach.feature is None else None
    return reach._replace(feature=feature.name) if feature is not None else reach


def _tokens(change: Change, known: dict[str, Quoted]) -> tuple[int | None, int | None]:
    """Tokens of a changed prompt at either side; None for every other row."""
    if change.key is not Key.PROMPT or not change.billed:
        return None, None
    site = change.after_site or change.before_site
    bound = site.bound(Key.MODEL) if site is not None else None
    quote = known.get(f"{bound.setting.provider}|{bound.value}") if bound is not None else None
    counted = prompt_tokens(change, quote if isinstance(quote, Quote) else None, count)
    return (int(counted[0]), int(counted[1])) if counted else (None, None)


def _model(bound: Bound | None, known: dict[str, Quoted]) -> str | None:
    """``provider/model`` of the catalog for a model setting; None for anything else."""
    if bound is None or bound.setting.key is not Key.MODEL or not isinstance(bound.value, str):
        return None
    quote = known.get(f"{bound.setting.provider}|{bound.value}")
    return quote.subject if isinstance(quote, Quote) else None


def _nobody_looked(feature: Feature, quote: Quote) -> None:  # noqa: ARG001 - the signature of `cost.spendings.Prefix`
    return None


def count(encoding: str, text: str) -> int:
    """Tokens of a text; the vocabulary is loaded at the first call."""
    from finops_gate.catalog.tokenizers import counter

    return counter(encoding)(text)
