"""Whose recorded calls are these? Six steps, in order."""

import pytest

from finops_gate.cost.streams import attribute, tags
from finops_gate.model.policy import Feature
from finops_gate.model.recorded import Labels
from finops_gate.model.usage import Grade

FEATURES = (
    Feature("bot", paths=("services/helpdesk/**",), usage=(("tag", "helpdesk"),)),
    Feature("vip", usage=(("tag", "helpdesk"), ("tier", "pro*"))),
    Feature("triage", paths=("tools/triage.py",), symbols=("Triage",), models=("gpt-4o*",)),
    Feature("search", paths=("services/search/**",), models=("embed-*",)),
    Feature("copy", models=("embed-*",)),
)


@pytest.mark.parametrize(
    ("labels", "feature", "step", "grade"),
    [
        (Labels(feature="other", tag="helpdesk"), "other", "feature", Grade.MEASURED),
        (Labels(tag="helpdesk"), "bot", "tag=helpdesk", Grade.MEASURED),
        (Labels(tag='["x", "helpdesk"]', tier="pro-eu"), "vip", "tag=helpdesk,tier=pro*", Grade.MEASURED),
        (Labels(tag="triage"), "triage", "tag=triage", Grade.ATTRIBUTED),
        (Labels(path="/app/services/helpdesk/a.py"), "bot", "code=/app/services/helpdesk/a.py", Grade.ATTRIBUTED),
        (Labels(path="/x/tools/triage.py", symbol="Triage"), "triage", "code=/x/tools/triage.py", Grade.ATTRIBUTED),
        (Labels(service="Helpdesk"), "bot", "service=Helpdesk", Grade.ATTRIBUTED),
        (Labels(service="search"), "search", "service=search", Grade.ATTRIBUTED),
        (Labels(provider="openai", model="gpt-4o-mini"), "triage", "model=gpt-4o-mini", Grade.SHARED),
        (Labels(model="embed-3"), "", "2 features use embed-3", Grade.UNKNOWN),
        (Labels(path="/x/tools/triage.py", symbol="Other"), "", "no label of it is known to the policy", Grade.UNKNOWN),
        (Labels(), "", "no label of it is known to the policy", Grade.UNKNOWN),
    ],
)
def test_the_first_step_that_tells(labels, feature, step, grade):
    assert attribute(labels, FEATURES) == (feature, step, grade)


def test_tags_of_a_call():
    assert tags('["a", "b"]') == ("a", "b")
    assert tags("a") == ("a",)
    assert tags("[a") == ("[a",)
    assert tags("") == ()
