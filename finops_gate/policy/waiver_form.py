"""The form of waivers.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from finops_gate.base.text import clean
from finops_gate.model.waiver import LONGEST_DAYS
from finops_gate.policy.form import WhereForm
from finops_gate.policy.pieces import Amount, Day, Form, Text, Version, wrong

LARGEST_SIGNATURE = 8192


def _matching(pattern: str, problem: str, hint: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise wrong(f"{clean(value, 60)!r} {problem}", hint)
        return value

    return AfterValidator(check)


def _signature(value: Any) -> str:
    lines = value.strip().split("\n") if isinstance(value, str) else []
    whole = (
        len(lines) > 2 and lines[0] == "-----BEGIN SSH SIGNATURE-----" and lines[-1] == "-----END SSH SIGNATURE-----"
    )
    if not whole or len(value) > LARGEST_SIGNATURE or not all(re.fullmatch(r"[A-Za-z0-9+/=]+", x) for x in lines[1:-1]):
        raise wrong("is no ssh signature", "finops-gate approve --sign-with KEY writes one")
    return "\n".join([*lines, ""])


_Id = Annotated[Text, _matching(r"[a-z0-9][a-z0-9._-]{0,79}", "is no id", "use small letters, digits, - and .")]
_Print = Annotated[Text, _matching(r"[0-9a-f]{16}", "is no fingerprint of a finding", "finops-gate diff -v shows it")]
_Code = Annotated[Text, _matching(r"[A-Z2-7]{8}", "is no code", "finops-gate diff shows it")]
_Login = Annotated[Text, _matching(r"[A-Za-z0-9][A-Za-z0-9@._\[\]-]*", "is no login", "name one person")]
_Role = Annotated[Text, _matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "is no role", "name a role of policy.yaml")]
_Signature = Annotated[str, BeforeValidator(_signature), WithJsonSchema({"type": "string"})]


class WaiverForm(Form):
    """Somebody who may approve has approved a finding beforehand."""

    id: _Id
    fp: _Print | None = None
    """The fingerprint of the one finding that it covers; or `rule` and `scope`."""
    rule: _Role | None = None
    scope: WhereForm | None = None
    ceiling_monthly_delta: Amount | None = None
    """Dollars more a month that it covers. Only a waiver of one finding whose month nobody knows may go without."""
    reason: Text
    approved_by: _Login
    role: _Role
    """The role of policy.yaml whose approval it stands for."""
    created: Day
    expires: Day
    """The last day on which it holds."""
    code: _Code | None = None
    """The code of the request that it was given to."""
    signature: _Signature | None = None
    """An ssh signature, which lets it come in the change itself."""

    @model_validator(mode="after")
    def _is_bounded(self) -> WaiverForm:
        if (self.fp is None) == (self.rule is None):
            raise wrong("must name one finding (fp), or a rule and a scope", "give fp, or rule and scope", "fp")
        if (self.rule is None) != (self.scope is None):
            raise wrong("rule and scope go together", "give both, or fp alone", "scope")
        if self.rule is not None and self.ceiling_monthly_delta is None:
            raise wrong(
                "is required for a rule", "say how many dollars more a month it covers", "ceiling_monthly_delta"
            )
        if self.expires < self.created:
            raise wrong("is before `created`", key="expires")
        if (self.expires - self.created).days > LONGEST_DAYS:
            raise wrong(f"is more than {LONGEST_DAYS} days after `created`", "renew it later", "expires")
        return self


class WaiversForm(Form):
    """Findings that were approved beforehand: .finops-gate/waivers.yaml."""

    version: Version
    waivers: list[WaiverForm] = Field(default_factory=list)

    @model_validator(mode="after")
    def _told_apart(self) -> WaiversForm:
        ids = [waiver.id for waiver in self.waivers]
        for name in ids:
            if ids.count(name) > 1:
                raise wrong(f"two waivers are called {name}", "give each an id of its own", "waivers")
        return self


def waivers_schema() -> dict[str, Any]:
    """The JSON Schema of waivers.yaml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **WaiversForm.model_json_schema(),
        "title": "finops-gate waivers",
    }
