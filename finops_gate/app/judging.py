"""From changes to a verdict: quotes, attribution, projections, findings, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from finops_gate import __version__
from finops_gate.app.governing import Governing
from finops_gate.app.quotes import bounds_of, quotes
from finops_gate.catalog.book import Catalog
from finops_gate.cost.attribution import feature_of, feature_of_path
from finops_gate.cost.prompts import prompt_tokens
from finops_gate.cost.sites import project_sites
from finops_gate.model.economics import Economy
from finops_gate.model.fingerprint import row_fingerprints
from finops_gate.model.package import Moved
from finops_gate.model.policy import Feature
from finops_gate.model.price import Quote, Quoted
from finops_gate.model.setting import Key, Skipped
from finops_gate.model.site import Bound, Change, Reach, Site
from finops_gate.model.verdict import Comparison, Coverage, Inputs, Row, Verdict
from finops_gate.rules import Case, Rule
from finops_gate.verdict.judge import judge


def judged(
    comparison: Comparison,
    as_of: date,
    changes: Sequence[Change],
    decided: Governing,
    rules: Sequence[Rule],
    skipped: Sequence[Skipped],
    coverage: Coverage,
    packages: Sequence[Moved] = (),
) -> Verdict:
    """Prices every changed site with one workload on both sides, and applies the policy to what the rules measure."""
    catalog = Catalog.load().with_prices(decided.prices)
    sites = [site for change in changes for site in (change.before_site, change.after_site)]
    bounds = [*bounds_of(sites), *(bound for change in changes for bound in (change.before, change.after))]
    known = quotes(catalog, bounds, decided.profiles, as_of)
    placed = tuple(_placed(change, decided.policy.features, known) for change in changes)
    billed = [change for change in placed if change.billed]
    prompts = any(change.key is Key.PROMPT for change in billed)
    projections = project_sites(billed, known, decided.policy, decided.profiles, _count if prompts else None)
    rows = tuple(
        Row(
            fingerprint,
            change,
            _model(change.before, known),
            _model(change.after, known),
            projections.get(change.site) if change.billed else None,
            *_tokens(change, known),
        )
        for fingerprint, change in zip(row_fingerprints(placed), placed, strict=True)
    )
    earning = _economics(billed, known, decided)
    case = Case(
        rows,
        tuple(sorted(known.items())),
        decided.policy,
        as_of,
        tuple(skipped),
        tuple(packages),
        earning,
        decided.profiles,
    )
    findings = [finding for rule in rules for finding in rule.check(case)]
    return judge(
        rows,
        findings,
        decided.policy,
        comparison,
        as_of,
        skipped=tuple(skipped),
        coverage=coverage,
        inputs=Inputs(
            policy=decided.policy_digest,
            catalog=catalog.digest,
            usage=decided.usage_digest,
            artefacts=tuple(sorted({*decided.prices.files, *decided.files, *_artefacts(packages)})),
            tool=f"finops-gate {__version__}",
        ),
        economics=earning,
    )


def _economics(changes: Sequence[Change], known: dict[str, Quoted], decided: Governing) -> tuple[Economy, ...]:
    """What the touched features cost and earn; only where somebody recorded what they earn, or set a budget."""
    if not decided.earned and not any(feature.budget_per_month for feature in decided.policy.features):
        return ()
    from finops_gate.cost.economics import economies

    return economies(changes, known, decided.policy, decided.profiles, decided.earned)


def _artefacts(packages: Sequence[Moved]) -> Iterator[tuple[str, str]]:
    """The digests of the published files that were read."""
    for moved in packages:
        for filename, digest in moved.inspection.artefacts:
            yield f"{moved.move.ecosystem}:{filename}", digest


def _placed(change: Change, features: Sequence[Feature], known: dict[str, Quoted]) -> Change:
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
    counted = prompt_tokens(change, quote if isinstance(quote, Quote) else None, _count)
    return (int(counted[0]), int(counted[1])) if counted else (None, None)


def _model(bound: Bound | None, known: dict[str, Quoted]) -> str | None:
    """``provider/model`` of the catalog for a model setting; None for anything else."""
    if bound is None or bound.setting.key is not Key.MODEL or not isinstance(bound.value, str):
        return None
    quote = known.get(f"{bound.setting.provider}|{bound.value}")
    return quote.subject if isinstance(quote, Quote) else None


def _count(encoding: str, text: str) -> int:
    """Tokens of a text; the vocabulary is loaded at the first call."""
    from finops_gate.catalog.tokenizers import counter

    return counter(encoding)(text)
