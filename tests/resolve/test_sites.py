"""Settings put together to the places that spend."""

import pytest

from finops_gate.base.names import NO_ID
from finops_gate.model.setting import Annotation, Key, Unknown
from finops_gate.model.site import Bound, SiteKind
from finops_gate.resolve.sites import sites
from tests.build import a_bound, a_setting


def of(*bounds: Bound):
    return sites({"app/bot.py": bounds})


def test_call_with_its_parameters_is_one_site():
    model = a_bound(group=1, scope="answer", callee="client.chat.completions.create")
    limit = a_bound("500", key=Key.MAX_OUTPUT, group=1, line=11)
    (site,) = of(model, limit)
    assert site.settings == (model, limit)
    assert site.key == "app/bot.py#answer:completions.create:model"


def test_parameter_without_a_model_is_a_site_of_its_own():
    alone = a_bound("500", key=Key.MAX_OUTPUT)
    grouped = a_bound("300", key=Key.MAX_OUTPUT, group=2, line=20)
    assert [site.settings for site in of(alone, grouped)] == [(alone,), (grouped,)]


def test_two_slots_of_one_call_share_no_parameters():
    chat = a_bound(group=1)
    embedding = a_bound("text-embedding-3-small", slot="embedding_model", group=1)
    limit = a_bound("500", key=Key.MAX_OUTPUT, group=1)
    assert [len(site.settings) for site in of(chat, embedding, limit)] == [1, 1, 1]


def test_alternatives_of_one_slot_are_sites_that_share_the_parameters():
    one = a_bound("gpt-4o", group=1, line=3)
    other = a_bound("gpt-4o-mini", group=1, line=4)
    limit = a_bound("500", key=Key.MAX_OUTPUT, group=1, line=5)
    found = of(one, other, limit)
    assert [site.settings for site in found] == [(one, limit), (other, limit)]
    assert [site.key.rpartition("#")[2] for site in found] == ["model", "model@2"]


def test_what_is_passed_in_gives_way_to_the_default_beside_it():
    passed = a_bound(Unknown("read from self.model"), group=1)
    default = a_bound("gpt-4o", group=1)
    assert [site.settings for site in of(passed, default)] == [(default,)]
    assert len(of(passed)) == 1


@pytest.mark.parametrize(("mention", "shown"), [("test", True), ("doc", True), (NO_ID, True), ("menu", False)])
def test_mentions_that_make_a_site(mention, shown):
    assert bool(of(a_bound(mention=mention))) is shown


def test_site_is_annotated_by_any_of_its_settings():
    note = Annotation(feature="helpdesk", team="support", environment="production")
    model = a_bound(group=1)
    limit = Bound(a_setting("500", Key.MAX_OUTPUT, group=1, annotation=note), "500")
    (site,) = of(model, limit)
    assert (site.feature, site.team, site.environment) == ("helpdesk", "support", "production")


@pytest.mark.parametrize(
    ("bound", "kind"),
    [
        (a_bound(), SiteKind.MODEL_CALL),
        (a_bound(Unknown("x")), SiteKind.MODEL_CALL),
        (a_bound(slot="embedding_model"), SiteKind.EMBEDDING),
        (a_bound("text-embedding-3-small"), SiteKind.EMBEDDING),
        (a_bound(callee="client.images.generate"), SiteKind.IMAGE),
        (a_bound("dall-e-3"), SiteKind.IMAGE),
        (a_bound(callee="client.audio.transcriptions.create"), SiteKind.AUDIO),
        (a_bound("whisper-1"), SiteKind.AUDIO),
        (a_bound("ml.g5.xlarge", key=Key.INSTANCE), SiteKind.NODE_POOL),
        (a_bound("3", key=Key.REPLICAS), SiteKind.NODE_POOL),
    ],
)
def test_kind_of_a_site_follows_from_slot_call_and_value(bound, kind):
    assert [site.kind for site in of(bound)] == [kind]


def test_sites_stand_in_the_order_of_paths():
    found = sites({"b.py": [a_bound(path="b.py")], "a.py": [a_bound(path="a.py")]})
    assert [site.path for site in found] == ["a.py", "b.py"]
