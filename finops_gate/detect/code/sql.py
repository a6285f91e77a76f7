"""SQL: what migrations and seeds give to columns that name a model or a billed parameter.

A comparison (`WHERE model = 'x'`) names what is replaced, an enumeration or a CHECK what is allowed; neither spends.
"""

from __future__ import annotations

import re

from finops_gate.base.patterns import lazy
from finops_gate.detect import Detector, places
from finops_gate.detect.slots import Claim, can_be_model, claim, parameter, words
from finops_gate.detect.syntax.outline import decode
from finops_gate.detect.syntax.sql import Given, How, read_sql
from finops_gate.model.setting import Embedded, Key, Location, Role, Setting, Skipped

_ROLES = {
    How.SET: Role.CONFIG_VALUE,
    How.DEFAULT: Role.FIELD_DEFAULT,
    How.ROW: Role.CONFIG_VALUE,
    How.ENTRY: Role.CONFIG_VALUE,
    How.FALLBACK: Role.FALLBACK,
}
_TABLES = frozenset(
    """
    price prices pricing cost costs rate rates limit limits quota quotas catalog catalogs capability capabilities
    usage usages log logs audit history event events benchmark benchmarks leaderboard
    """.split()
)
"""Words of tables that tell of models, or of what was used, instead of choosing one."""
_CARD = frozenset(
    """
    input_cost output_cost input_price output_price prompt_price completion_price price cost context_window
    max_context price_per_token input_cost_per_token output_cost_per_token cost_per_token release_date deprecated
    """.split()
)
"""Columns that stand in a table about models."""
_PRODUCT = frozenset({"make", "manufacturer", "vin", "mileage", "serial_number", "license_plate"})
"""Columns of tables of cars and devices, which have models too."""
_SAMPLES = lazy(r"(?:^|/)(?:[\w-]*[_-])?(?:seeds?|fixtures?|samples?|demo)(?:[_-][\w-]*)?(?:\.|/)", re.IGNORECASE)
"""Files whose rows are made up, for people to try the product with."""
_VALUE = lazy(r"\d[\d_]*|minimal|low|medium|high|xhigh|none|auto|flex|priority|default")


def _read(path: str, text: bytes) -> list[Setting | Embedded | Skipped]:
    found: list[Setting | Embedded | Skipped] = []
    mention = places.mention(path)
    sample = "test" if _SAMPLES.search(path) else ""
    for given in read_sql(decode(text)):
        if given.quoted and given.value.lstrip().startswith("{") and '"' in given.value:
            role = _ROLES[given.how]
            found.append(Embedded("json", given.value.encode("utf-8", "replace"), given.line, role))
            continue
        key = _key(given)
        if key is not None:
            row = sample if given.how is How.ROW else ""
            found.append(_setting(path, given, key, mention or row or _menu(given)))
    return found


def _key(given: Given) -> Key | None:
    says = claim(given.column)
    if given.quoted and says is not Claim.NEVER and can_be_model(given.value, says):
        return Key.MODEL if says is not Claim.NONE or given.how is not How.ROW else None
    which = parameter(given.column)
    return which if which is not None and _VALUE.fullmatch(given.value.casefold()) else None


def _menu(given: Given) -> str:
    """Why the table of a row only tells of models."""
    said = set(words(given.table))
    if said & _TABLES or any(column.lower() in _CARD | _PRODUCT for column in given.columns):
        return "menu"
    return "menu" if given.how is How.ROW and words(given.table)[-1:] in (("models",), ("model",), ("llms",)) else ""


def _setting(path: str, given: Given, key: Key, mention: str) -> Setting:
    dotted = f"{given.table}.{given.column}" if given.table else given.column
    return Setting(
        key,
        given.value,
        Location(path, given.line),
        _ROLES[given.how],
        given.column,
        given.table,
        binds=(dotted,) if not mention else (),
        mention=mention,
        amount="" if key is Key.MODEL else given.value.replace("_", ""),
    )


DETECTOR = Detector("sql", (".sql", ".psql", ".pgsql", ".ddl"), _read)
