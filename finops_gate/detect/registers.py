"""Tables that tell which models there are, instead of using one: cards, menus, registers, tables of aliases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from finops_gate.base.families import known_family
from finops_gate.base.names import words
from finops_gate.detect.nodes import bare, name_of, string_value, unwrapped
from finops_gate.detect.slots import Claim, claim
from finops_gate.detect.syntax.trees import first_children, part

if TYPE_CHECKING:
    from tree_sitter import Node

    from finops_gate.detect.syntax.grammar import Grammar

_CARD = frozenset(
    """
    contextwindow maxcontext maxinputtokens pricing inputcost outputcost costper1kinput costper1min inputprice
    outputprice price promptprice completionprice imageinput supportsimages supportsvision platformlink hostedid
    capabilities maxtokenslimit releasedate deprecated costper1minputtokens costper1moutputtokens knowledgecutoff
    tokenlimit maxoutputlimit supportstools traceid spanid
    """.split()
)
"""Keys that stand in a card about a model (its window, price, abilities), not in a setting that uses one."""


_BOUND = frozenset({"maxinputtokens"})
"""Keys (letters only) of a card that a request may say as well."""
_SAMPLED = frozenset({"temperature", "topp"})
"""Keys that say how a request is answered."""
_PRICES = frozenset({"cost", "costs", "price", "prices"})
_UNITS = frozenset({"token", "tokens", "million", "thousand", "k", "m", "mtok", "character", "characters"})
_ABILITIES = frozenset({"supported", "supports", "capabilities", "capability", "abilities"})
"""Names of tables that say what a model can do: ``supported: {thinkingBudget: true}``."""
_CARD_WORDS = frozenset("info card spec entry metadata description profile capability pricing".split())


_PRODUCT = frozenset({"make", "manufacturer", "vin", "mileage", "serialnumber", "licenseplate"})
"""Keys beside which a model is a car's or a device's: ``Car(make="Ford", model="F-150")``."""


_OPENS = frozenset({"secret", "apikey", "apisecret", "apitoken", "accesstoken"})
"""Keys (letters only) by which a provider is asked: ``{Secret: s, ModelName: m, TokenLimit: 4096}``."""


_RAN = frozenset(
    """
    inputtokens outputtokens prompttokens completiontokens totaltokens totalcost durationms latencyms startedat
    completedat createdat finishreason tenantid
    """.split()
)
"""Keys of a record of what ran; two of them make one, since a request says no more than one of them."""


def is_card(table: Node, grammar: Grammar) -> bool:
    """True for a table that tells of a model instead of using one; what holds a key to its provider uses it."""
    if is_record(table, grammar):
        return True
    if _has_entry(table, grammar, _BOUND) and _has_entry(table, grammar, _SAMPLED):
        return False  # what a request may send, beside how it is answered
    told = _has_entry(table, grammar, _CARD | _PRODUCT) or _has_price(table, grammar)
    return told and not _has_entry(table, grammar, _OPENS)


def is_record(entries: Node, grammar: Grammar) -> bool:
    """True for what tells of a call that was made: ``create(model_id: "gpt-4o", input_tokens: 320, created_at: t)``."""
    said = 0
    for entry in first_children(entries, 40):
        if entry.named_child_count > 1:
            said += "".join(words(name_of(entry.named_children[0], grammar))) in _RAN
            if said > 1:
                return True
    return False


def _has_entry(table: Node, grammar: Grammar, names: frozenset[str]) -> bool:
    for entry in first_children(table, 40):
        if entry.named_child_count and "".join(words(name_of(entry.named_children[0], grammar))) in names:
            return True
    return False


def _has_price(table: Node, grammar: Grammar) -> bool:
    """True for a table that says what so many tokens cost: ``promptTokenCostPer1K: 0.03``."""
    for entry in first_children(table, 40):
        said = words(name_of(entry.named_children[0], grammar)) if entry.named_child_count > 1 else ()
        unit = said[said.index("per") + 1 :][:1] if "per" in said and not _PRICES.isdisjoint(said) else ()
        if unit and (unit[0][:1].isdigit() or unit[0] in _UNITS):
            return True
    return False


_DIALOG = frozenset({"placeholder", "ignorefocusout", "validateinput"})
"""Keys of a field that a person fills in: what is called its prompt is read by that person."""


def asks_person(table: Node, grammar: Grammar) -> bool:
    """True for the settings of a dialog: ``showInputBox({prompt: "Enter a name", placeHolder: "name"})``."""
    return _has_entry(table, grammar, _DIALOG)


def says_card(name: str) -> bool:
    """True for the name of an entry, or of a builder's step, that only a card has: ``inputCost``."""
    return "".join(words(name)) in _CARD


_VENDORS = frozenset(
    "openai anthropic google gemini mistral azure bedrock xai groq cohere deepseek ollama vertex".split()
)


def names_vendor(elements: Node, grammar: Grammar) -> bool:
    """True for a list of two texts of which the first is a vendor: ``["anthropic", "claude-haiku-4-5"]``."""
    given = [bare(node, grammar) for node in first_children(elements, 3) if "comment" not in node.type]
    texts = [string_value(node) for node in given if node.type in grammar.strings]
    return len(given) == len(texts) == 2 and texts[0].casefold() in _VENDORS


def names_known_model(row: Node, grammar: Grammar, *, deep: bool = True) -> bool:
    """True for a table one of whose values is an id of a well-known family, or a table of such a kind.

    Not for one that says how its model is asked (a temperature): that is somebody's setting, and nothing on offer.
    """
    if _has_entry(row, grammar, _SAMPLED):
        return False
    for entry in first_children(row, 24):
        for child in entry.named_children[-1:]:
            value = unwrapped(child, grammar)
            if value.type in grammar.calls and value.named_children:
                value = value.named_children[-1]  # a struct literal: its type, its body
            if value.type in grammar.strings and known_family(string_value(value)):
                return True
            if deep and value.type in grammar.tables and names_known_model(value, grammar, deep=False):
                return True
    return False


def is_id(name: str) -> bool:
    """True for a name that is itself the id of a model or spelled after one: ``gpt-4o``, ``claude3_opus``."""
    return known_family(name) and any(character.isdigit() for character in name)


def spells_ids(table: Node, grammar: Grammar) -> bool:
    """True for a table from ids to ids (aliases, routes, deployments), or from short names of which one is an id."""
    ids = rows = others = 0
    for entry in first_children(table, 24):
        if entry.named_child_count < 2:
            continue
        value = unwrapped(entry.named_children[-1], grammar)
        told = value.type in grammar.strings or value.type in grammar.names  # or a constant of an SDK: openai.GPT4o
        if not (told and known_family(name_of(value, grammar))):
            others += 1
            continue
        rows += 1
        ids += is_id(name_of(entry.named_children[0], grammar))
    return ids >= 2 or (ids == 1 and rows >= 3 and not others)


def registers_ids(table: Node, grammar: Grammar) -> bool:
    """True for a table whose keys are ids and whose values are tables or calls: a card for each that there is."""
    rows = 0
    for entry in first_children(table, 24):
        if entry.named_child_count < 2:
            continue
        value = unwrapped(entry.named_children[-1], grammar)
        holds = value.type in grammar.tables or value.type in grammar.calls
        rows += holds and is_id(name_of(entry.named_children[0], grammar))
    return rows >= 2


def tells_of_model(arguments: Node | None, grammar: Grammar, callee: str, slot: str) -> bool:
    """True for a call that makes a card of a model: ``Model(id="gpt-4o", context_window=128000)``."""
    if arguments is None:
        return False
    named = claim(slot) is Claim.NONE or not _CARD_WORDS.isdisjoint(words(callee)[-1:])
    if _has_entry(arguments, grammar, _PRODUCT) or is_record(arguments, grammar):
        return True
    return named and is_card(arguments, grammar)


def is_menu(row_list: Node, grammar: Grammar) -> bool:
    """A list of tables that each name a model is something to choose from."""
    rows = [unwrapped(child, grammar) for child in first_children(row_list, 12)]
    rows = [row for row in rows if row.type in grammar.tables]
    return sum(1 for row in rows if names_known_model(row, grammar)) >= 2 or any(
        _is_shown(row, grammar) for row in rows
    )


_IDS = frozenset({"id", "value"})
_LABELS = frozenset({"name", "label", "title", "text", "displayName", "display_name"})


def _is_shown(row: Node, grammar: Grammar) -> bool:
    """True for what a menu shows, though it be its only entry: ``{id: "gpt-4o", name: "GPT-4o"}``."""
    said: dict[str, str] = {}
    for entry in first_children(row, 8):
        if entry.named_child_count > 1 and entry.named_children[-1].type in grammar.strings:
            said[name_of(entry.named_children[0], grammar)] = string_value(entry.named_children[-1])
    return not said.keys().isdisjoint(_LABELS) and any(known_family(said.get(name, "")) for name in _IDS)


def lists_cards(elements: Node, grammar: Grammar) -> bool:
    """A list of calls that each name a model: ``[ModelInfo("gpt-4o", 1), ModelInfo("gpt-4", 2)]``."""
    rows = [bare(unwrapped(child, grammar), grammar) for child in first_children(elements, 12)]
    return sum(1 for row in rows if row.type in grammar.calls and _calls_known_model(row, grammar)) >= 2


def _calls_known_model(call: Node, grammar: Grammar) -> bool:
    arguments = part(call, grammar.calls[call.type][1])
    for argument in first_children(arguments, 12) if arguments is not None else ():
        value = (
            argument.named_children[-1]
            if argument.named_children and argument.type not in grammar.strings
            else argument
        )
        if value.type in grammar.strings and known_family(string_value(value)):
            return True
    return False


Once = Callable[[Callable[["Node", "Grammar"], bool], "Node"], bool]
"""Asks a table a question of this room, or remembers what it answered."""


def why_mentioned(table: Node, grammar: Grammar, slot: str, names: Sequence[str], once: Once) -> str:
    """Why a value in this table is only mentioned (``menu``, ``alias``); empty when it may take effect.

    `slot`: the name of the value; `names`: the names of what lies between it and this table, innermost first.
    """
    if any(words(name)[-1:] and words(name)[-1] in _ABILITIES for name in names):
        return "menu"
    if once(is_card, table) or (len(names) == 1 and claim(slot) is Claim.NONE and once(_is_register, table)):
        return "menu"
    if not names and (is_name(table, grammar, slot) or (slot.casefold() in _CALLED and once(_is_described, table))):
        return "label"
    if not names and once(_is_told, table):
        return "log"
    if not names and (is_id(slot) or once(spells_ids, table)):
        return "alias"
    return "menu" if names and is_id(names[-1]) and once(registers_ids, table) else ""


_WHO = frozenset(
    """
    username userid distinctid sessionid installationid organization repofullname reponame event eventtype function
    tier plan
    """.split()
)
"""Keys (letters only) of what is told of one use of a program."""
_SENT = frozenset("messages prompt input contents temperature maxtokens apikey system provider stream tools".split())
"""Keys (letters only) of what is sent to a model."""
_SEVERAL = 3


def _is_told(table: Node, grammar: Grammar) -> bool:
    """True for a table that tells an observer who did what: ``{"username": u, "event": e, "tier": t, "model": m}``."""
    said = {
        "".join(words(name_of(entry.named_children[0], grammar)))
        for entry in first_children(table, 40)
        if entry.named_child_count > 1
    }
    return len(said & _WHO) >= _SEVERAL and said.isdisjoint(_SENT)


_CALLED = frozenset({"name", "id", "title", "key", "slug"})
"""Slots that only call something by a name."""


def is_name(entries: Node, grammar: Grammar, slot: str) -> bool:
    """True for a slot that only calls something by a name, beside one that says which model it is.

    Also beside a table that does: ``{name: "GPT-4", modelConfig: {model: "gpt-4", temperature: 0.5}}``.
    """
    return slot.casefold() in _CALLED and _says_model(entries, grammar, deep=True)


def _says_model(table: Node, grammar: Grammar, *, deep: bool) -> bool:
    for entry in first_children(table, 24):
        if entry.named_child_count > 1:
            value = unwrapped(entry.named_children[-1], grammar)
            if claim(name_of(entry.named_children[0], grammar)) is Claim.STRONG and value.type not in grammar.tables:
                return True
            if deep and value.type in grammar.tables and _says_model(value, grammar, deep=False):
                return True
    return False


def _is_described(table: Node, grammar: Grammar) -> bool:
    """True for a table that says to people what it is: ``{Name: "gpt-4o-latest", Description: "..."}``."""
    return any(
        entry.named_child_count > 1 and name_of(entry.named_children[0], grammar).casefold() == "description"
        for entry in first_children(table, 24)
    )


def _is_register(table: Node, grammar: Grammar) -> bool:
    """A table of tables that each name a model under ``name`` or ``id``: a register, and nothing that is used."""
    rows = [entry.named_children[-1] for entry in first_children(table, 12) if entry.named_child_count > 1]
    return sum(1 for row in rows if row.type in grammar.tables and names_known_model(row, grammar)) >= 2
