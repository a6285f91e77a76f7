"""Tarballs from a registry that may answer anything."""

import hashlib
import json
import os

import pytest

from finops_gate.base.errors import ArtefactError
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location
from finops_gate.registries.access.limits import Limits
from finops_gate.registries.access.npm_settings import registries
from finops_gate.registries.access.store import Store
from finops_gate.registries.npm import Npm, hash_of
from tests.fakes.index import Answer, tarball, wheel

CODE = {"package/dist/index.js": 'this.model = init?.model ?? "gpt-4o";\n', "package/package.json": "{}"}


def pin(name="shop", **more):
    return Pin("npm", name, "1.0.0", Location("package-lock.json", 3), **more)


def door(index, tmp_path, *, network=True, limits=None, named="", **environment):
    settings = {"HOME": str(tmp_path), "NPM_CONFIG_REGISTRY": index.url, **environment}
    return Npm(Store(str(tmp_path / "cache")), settings, network=network, limits=limits, named=named)


def refused(index, tmp_path, wanted=None, limits=None):
    opened = door(index, tmp_path, limits=limits)
    with pytest.raises(ArtefactError) as error:
        opened.artefact(wanted or pin())
    opened.close()
    return error.value.message


def test_a_tarball_is_read_in_memory_and_kept(index, tmp_path):
    body = tarball(CODE)
    index.release("shop", "1.0.0", body)
    opened = door(index, tmp_path)
    found = opened.artefact(pin())
    opened.close()
    assert list(found.members) == ["dist/index.js"]
    assert b"gpt-4o" in found.read(["dist/index.js"])["dist/index.js"]
    locked = pin(hashes=(f"sha512:{hashlib.sha512(body).hexdigest()}",))
    assert door(index, tmp_path, network=False).artefact(locked).sha256 == hashlib.sha256(body).hexdigest()
    with pytest.raises(ArtefactError, match="not in the cache"):
        door(index, tmp_path, network=False).artefact(pin(hashes=(f"sha512:{'0' * 128}",)))


def test_what_is_larger_than_memory_should_hold_is_read_again(index, tmp_path):
    noise = os.urandom(1 << 20)
    members = {f"package/m{n}.js": noise + bytes([n]) for n in range(18)}
    index.release("shop", "1.0.0", tarball(members))
    opened = door(index, tmp_path)
    found = opened.artefact(pin())
    opened.close()
    assert found.read([f"m{n}.js" for n in range(18)])["m17.js"] == noise + bytes([17])


def test_a_scoped_name_is_asked_for_as_one_part(index, tmp_path):
    index.release("@shop/core", "1.0.0", tarball(CODE))
    opened = door(index, tmp_path)
    assert opened.artefact(pin("@shop/core")).members
    opened.close()


def test_a_registry_that_serves_whole_documents_only(index, tmp_path):
    index.release("shop", "1.0.0", tarball(CODE))
    version = json.loads(index.answers.pop("/shop/1.0.0").body)
    index.answers["/shop"] = Answer(json.dumps({"versions": {"1.0.0": version}}).encode())
    opened = door(index, tmp_path)
    assert opened.artefact(pin()).members
    assert opened.versions("shop") == ("1.0.0",)
    with pytest.raises(ArtefactError, match="does not offer this version"):
        opened.artefact(pin()._replace(version="9.9.9"))
    opened.close()


def test_hashes_that_do_not_hold(index, tmp_path):
    index.release("shop", "1.0.0", tarball(CODE), integrity="sha512-AAAA")
    assert refused(index, tmp_path) == "its hash is not the one that was promised"
    index.release("shop", "1.0.0", tarball(CODE))
    locked = pin(hashes=(f"sha512:{'1' * 128}",))
    assert refused(index, tmp_path, locked) == "its hash is not the one that was promised"


def test_an_old_package_has_a_weaker_hash(index, tmp_path):
    body = tarball(CODE)
    index.release("shop", "1.0.0", body)
    dist = {"tarball": f"{index.url}/tgz/shop-1.0.0.tgz", "shasum": hashlib.sha1(body).hexdigest()}
    index.answers["/shop/1.0.0"] = Answer(json.dumps({"dist": dist}).encode())
    opened = door(index, tmp_path)
    assert opened.artefact(pin()).members
    opened.close()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no archive", "it is not a gzipped tar archive"),
        (tarball(CODE)[:-30], "it is not a gzipped tar archive"),
        (tarball({"package/../../evil.js": "x"}), "a member's path leads outside the archive"),
        (tarball({"/evil.js": "x"}), "a member's path leads outside the archive"),
        (tarball(CODE, links={"package/link.js": "/etc/passwd"}), "it holds a link"),
        (tarball({"package/big.js": b"0" * (60 << 20)}), "it unpacks to more than 100 times its size"),
    ],
)
def test_archives_that_are_refused(index, tmp_path, body, reason):
    index.release("shop", "1.0.0", body)
    assert refused(index, tmp_path) == reason
    assert not list(tmp_path.rglob("evil*"))


def test_a_hundred_thousand_members(index, tmp_path):
    index.release("shop", "1.0.0", tarball({f"package/{n}": "" for n in range(100_000)}))
    assert refused(index, tmp_path) == "more than 20,000 members"


def test_more_code_than_anybody_writes(index, tmp_path):
    index.release("shop", "1.0.0", tarball({f"package/{n}.js": os.urandom(90_000) for n in range(4)}))
    assert refused(index, tmp_path, limits=Limits(code=300_000)) == "more than 0 MiB of code"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=401), "the index asks for credentials (401)"),
        (Answer(status=429), "the index asks to wait (429)"),
        (Answer(b"[1"), "the index answers what is no document of a package"),
        (Answer(b"{}"), "the index names no tarball for this version"),
        (
            Answer(status=302, headers={"Location": "http://localhost:1/x"}),
            "the index redirects to another host (localhost)",
        ),
    ],
)
def test_a_registry_that_answers_otherwise(index, tmp_path, answer, reason):
    index.answers["/shop/1.0.0"] = answer
    assert refused(index, tmp_path) == reason


def test_a_token_goes_to_its_registry_and_nowhere_else(index, other, tmp_path):
    body = tarball(CODE)
    other.answers["/shop.tgz"] = Answer(body)
    index.release("shop", "1.0.0", body)
    document = json.loads(index.answers["/shop/1.0.0"].body)
    document["dist"]["tarball"] = f"{other.url}/shop.tgz"
    index.answers["/shop/1.0.0"] = Answer(json.dumps(document).encode())
    place = index.url.removeprefix("http:")
    (tmp_path / ".npmrc").write_text(f"{place}/:_authToken=${{SHOP_TOKEN}}\n")
    opened = door(index, tmp_path, SHOP_TOKEN="secret")
    assert opened.artefact(pin()).members
    opened.close()
    assert index.asked == [("/shop/1.0.0", "Bearer secret")]
    assert other.asked == [("/shop.tgz", "")]


def test_a_repository_names_a_registry_but_no_secret(tmp_path):
    named = "registry=https://packages.example/npm/\n//packages.example/npm/:_authToken=stolen\n"
    found = registries({"HOME": str(tmp_path)}, named)
    assert found.of("shop") == "https://packages.example/npm/"
    assert found.access.secrets == {}


def test_scopes_passwords_and_pairs(tmp_path):
    (tmp_path / ".npmrc").write_text(
        "; comment\nregistry=https://one.example/\n@shop:registry=https://two.example/npm/\n"
        "//one.example/:_auth=cGFpcg==\n//two.example/npm/:username=ann\n//two.example/npm/:_password=cHc=\n"
        "//three.example/:_password=%%\n"
    )
    found = registries({"HOME": str(tmp_path)})
    assert (found.of("@shop/core"), found.of("@other/core")) == ("https://two.example/npm/", "https://one.example/")
    assert found.access.secrets == {
        "https://one.example:443": "Basic cGFpcg==",
        "https://two.example:443": "Basic YW5uOnB3",
    }


def test_npms_own_default_where_nothing_is_configured(tmp_path):
    definitions = tmp_path / "npm" / "node_modules" / "@npmcli" / "config" / "lib" / "definitions"
    definitions.mkdir(parents=True)
    (definitions / "definitions.js").write_text(
        "  registry: new Definition('registry', {\n    default: `https://registry.example/`,\n"
    )
    (tmp_path / "npm" / "bin").mkdir()
    (tmp_path / "npm" / "bin" / "npm").write_text("#!/bin/sh\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").symlink_to(tmp_path / "npm" / "bin" / "npm")
    assert registries({"PATH": str(tmp_path / "bin")}).default == "https://registry.example/"
    assert registries({"PATH": str(tmp_path)}).default == ""


def test_without_any_registry_it_says_so(tmp_path):
    opened = Npm(Store(None), {"PATH": str(tmp_path), "HOME": str(tmp_path)}, network=True)
    with pytest.raises(ArtefactError, match="no npm registry is configured"):
        opened.artefact(pin())


def test_integrity_in_hexadecimal():
    assert hash_of("sha512-AAEC") == "sha512:000102"
    assert hash_of("sha1-AAEC") == hash_of("sha512-%") == hash_of("") == ""


def test_a_wheel_is_no_tarball(index, tmp_path):
    index.release("shop", "1.0.0", wheel({"a.js": ""}))
    assert refused(index, tmp_path) == "it is not a gzipped tar archive"
