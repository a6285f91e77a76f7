"""A simulated routing in JSON: what stands in which field. Money and calls are decimal strings."""

from __future__ import annotations

from typing import Final, Literal, TypedDict

from finops_gate.model.report import BoundsField, GradeWord

SCHEMA: Final = "finops-gate/route"
VERSION: Final = "1.0"


class PartField(TypedDict):
    """A share of the calls and where it goes; the last one is the rest, which stays."""

    name: str
    share: str
    """0 to 1."""
    target: str
    """A model, dollars a call, or nothing."""
    each_now: str
    """One of these calls today."""
    each_then: str
    calls: str | None
    """Of a month."""
    monthly_now: BoundsField | None
    monthly_then: BoundsField | None


class RoutedField(TypedDict):
    """All calls, now and then."""

    each_now: str
    """A mean call."""
    each_then: str
    monthly_now: BoundsField | None
    monthly_then: BoundsField | None
    saving: BoundsField | None
    """A month; null without a volume. Negative where routing costs more."""
    saving_per_1k: str
    percent: str | None
    """Of today's cost."""


class StepField(RoutedField):
    """The same where another share of the calls is routed at all."""

    share: str


class RouteReport(RoutedField):
    """Intent routing of one feature, simulated on its recorded calls."""

    schema: Literal["finops-gate/route"]
    version: str
    feature: str
    as_of: str
    """The day whose prices hold."""
    currency: str
    today: str
    """The models that answer today."""
    calls: BoundsField | None
    parts: list[PartField]
    grade: GradeWord
    source: str
    window: str
    assumptions: list[str]
    prices: list[str]
    sweep: list[StepField]
    """By the share of the calls that is routed at all; empty where nobody asked."""
