"""Wheels and source archives from an index that may answer anything."""

import hashlib
import io
import json
import os
import struct
import zipfile

import pytest

from finops_gate.base.errors import ArtefactError
from finops_gate.model.package import Pin
from finops_gate.model.setting import Location
from finops_gate.registries.access.limits import Limits
from finops_gate.registries.access.store import Store
from finops_gate.registries.pypi import PyPI
from tests.fakes.index import Answer, tarball, wheel

CODE = {"shop/__init__.py": "MODEL = 'gpt-4o'\n", "shop-1.0.dist-info/METADATA": "Name: shop\n"}
NAME = "shop-1.0-py3-none-any.whl"


def pin(version="1.0", **more):
    return Pin("pypi", "shop", version, Location("uv.lock", 3), **more)


def door(index, tmp_path, *, network=True, limits=None, **environment):
    settings = {"PIP_CONFIG_FILE": os.devnull, "HOME": str(tmp_path), "PIP_INDEX_URL": f"{index.url}/simple"}
    settings.update(environment)
    return PyPI(Store(str(tmp_path / "cache")), settings, network=network, limits=limits)


def refused(index, tmp_path, wanted=None, limits=None):
    opened = door(index, tmp_path, limits=limits)
    with pytest.raises(ArtefactError) as error:
        opened.artefact(wanted or pin())
    opened.close()
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and (tmp_path / "cache") not in path.parents]
    assert outside == []
    return error.value.message


def test_a_wheel_is_read_in_memory_and_kept_by_its_hash(index, tmp_path):
    body = wheel(CODE)
    index.publish("shop", {NAME: body})
    opened = door(index, tmp_path)
    found = opened.artefact(pin())
    opened.close()
    assert found.sha256 == hashlib.sha256(body).hexdigest()
    assert list(found.members) == ["shop/__init__.py"]
    assert found.read(["shop/__init__.py", "absent.py"]) == {"shop/__init__.py": b"MODEL = 'gpt-4o'\n"}
    asked = len(index.asked)
    again = door(index, tmp_path, network=False).artefact(pin())
    assert again.sha256 == found.sha256
    assert len(index.asked) == asked


def test_a_damaged_file_of_the_cache_is_as_good_as_none(index, tmp_path):
    body = wheel(CODE)
    index.publish("shop", {NAME: body})
    opened = door(index, tmp_path)
    digest = opened.artefact(pin()).sha256
    (tmp_path / "cache" / "packages" / "artefacts" / digest).write_bytes(b"something else")
    with pytest.raises(ArtefactError, match="not in the cache"):
        door(index, tmp_path, network=False).artefact(pin())
    assert opened.artefact(pin()).sha256 == digest
    opened.close()


def test_a_hash_that_the_index_does_not_keep(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)}, promise={NAME: "0" * 64})
    assert refused(index, tmp_path) == "its hash is not the one that was promised"


def test_a_hash_that_the_lockfile_does_not_know(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    locked = pin(hashes=(f"sha256:{'1' * 64}",))
    assert refused(index, tmp_path, locked) == "the index offers no file with a hash of the lockfile"


def test_a_file_without_a_promised_hash_must_have_the_lockfiles(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)}, promise={NAME: ""})
    locked = pin(hashes=(f"sha256:{'1' * 64}",))
    assert refused(index, tmp_path, locked) == "its hash is not the one that was promised"


def test_a_body_that_breaks_off(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    index.answers[f"/files/{NAME}"].cut = 20
    assert refused(index, tmp_path) == "the answer broke off"


def test_a_body_that_drips(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    index.answers[f"/files/{NAME}"].pause = 0.05
    assert refused(index, tmp_path, limits=Limits(seconds=0.3)) == "took longer than 0.3 seconds"


def test_a_body_that_does_not_end(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE) + b"0" * (2 << 20)})
    assert refused(index, tmp_path, limits=Limits(download=1 << 20)) == "larger than 1 MiB"


def test_a_redirect_to_another_host(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    index.answers[f"/files/{NAME}"] = Answer(status=302, headers={"Location": "http://localhost:9/x.whl"})
    assert refused(index, tmp_path) == "the index redirects to another host (localhost)"


def test_a_redirect_within_the_host_is_followed(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    index.answers["/moved.whl"] = index.answers[f"/files/{NAME}"]
    index.answers[f"/files/{NAME}"] = Answer(status=301, headers={"Location": "/moved.whl"})
    opened = door(index, tmp_path)
    assert opened.artefact(pin()).members
    opened.close()


def test_a_redirect_in_a_circle(index, tmp_path):
    index.answers["/simple/shop/"] = Answer(status=302, headers={"Location": "/simple/shop/"})
    assert refused(index, tmp_path) == "the index redirects in a circle"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "the index asks for credentials (401)"),
        (403, "the index refuses (403)"),
        (404, "the index does not have it (404)"),
        (410, "the index no longer has it (410)"),
        (429, "the index asks to wait (429)"),
        (500, "the index answers 500"),
    ],
)
@pytest.mark.parametrize("path", ["/simple/shop/", f"/files/{NAME}"])
def test_an_index_that_refuses(index, tmp_path, status, reason, path):
    index.publish("shop", {NAME: wheel(CODE)})
    index.answers[path] = Answer(status=status)
    assert refused(index, tmp_path) == reason


def test_a_page_that_is_none(index, tmp_path):
    index.answers["/simple/shop/"] = Answer(b"[", headers={"Content-Type": "application/vnd.pypi.simple.v1+json"})
    assert refused(index, tmp_path).startswith("the index answers what is no page of a package")


def test_a_page_in_the_older_form(index, tmp_path):
    body = wheel(CODE)
    link = f'<a href="/files/{NAME}#sha256={hashlib.sha256(body).hexdigest()}">{NAME}</a>'
    index.answers["/simple/shop/"] = Answer(f"<html>{link}</html>".encode(), headers={"Content-Type": "text/html"})
    index.answers[f"/files/{NAME}"] = Answer(body)
    opened = door(index, tmp_path)
    assert opened.artefact(pin()).members
    assert opened.versions("shop") == ("1.0",)
    opened.close()


def test_a_version_that_is_not_offered(index, tmp_path):
    index.publish("shop", {NAME: wheel(CODE)})
    assert refused(index, tmp_path, pin("2.0")) == "the index does not offer this version"


def test_a_host_that_is_not_there(index, tmp_path):
    opened = door(index, tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    with pytest.raises(ArtefactError, match=r"127\.0\.0\.1 cannot be reached"):
        opened.artefact(pin())
    opened.close()


def test_a_host_without_encryption_is_not_spoken_to(index, tmp_path):
    opened = door(index, tmp_path, PIP_INDEX_URL="http://packages.example/simple")
    with pytest.raises(ArtefactError, match=r"packages\.example is not reached over HTTPS"):
        opened.artefact(pin())
    opened.close()


def test_a_wheel_that_is_no_zip(index, tmp_path):
    index.publish("shop", {NAME: b"<html>not found</html>" * 10})
    assert refused(index, tmp_path) == "it is not a zip archive"


def test_a_zip_whose_directory_is_damaged(index, tmp_path):
    body = bytearray(wheel(CODE))
    at = bytes(body).rfind(b"PK\x01\x02")
    body[at : at + 4] = b"XXXX"
    index.publish("shop", {NAME: bytes(body)})
    assert refused(index, tmp_path) == "it is not a zip archive"


def test_a_member_that_cannot_be_unpacked(index, tmp_path):
    body = bytearray(wheel({"shop/__init__.py": "x = 1\n" * 100}))
    body[48:60] = b"\xff" * 12
    index.publish("shop", {NAME: bytes(body)})
    opened = door(index, tmp_path)
    found = opened.artefact(pin())
    opened.close()
    with pytest.raises(ArtefactError, match="cannot be unpacked"):
        found.read(["shop/__init__.py"])


def test_a_zip_bomb(index, tmp_path):
    index.publish("shop", {NAME: wheel({"shop/data.py": b"0" * (40 << 20)})})
    assert refused(index, tmp_path) == "it unpacks to more than 100 times its size"


def test_more_code_than_anybody_writes(index, tmp_path):
    index.publish("shop", {NAME: wheel({f"shop/m{n}.py": os.urandom(100_000) for n in range(4)})})
    assert refused(index, tmp_path, limits=Limits(code=300_000)) == "more than 0 MiB of code"
    index.publish("shop", {NAME: wheel({"shop/m.bin": os.urandom(300_000)})})
    assert refused(index, tmp_path, limits=Limits(unpacked=200_000)) == "more than 0 MiB unpacked"


@pytest.mark.parametrize(
    "name", ["../evil.py", "/etc/evil.py", "shop/../../evil.py", "C:/evil.py", "shop\\..\\evil.py"]
)
def test_a_path_that_leads_outside(index, tmp_path, name):
    body = wheel({"shop/__init__.py": "", "x" * len(name): "evil"}).replace(b"x" * len(name), name.encode())
    index.publish("shop", {NAME: body})
    assert refused(index, tmp_path) == "a member's path leads outside the archive"


def test_a_link(index, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("shop/link.py")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    index.publish("shop", {NAME: out.getvalue()})
    assert refused(index, tmp_path) == "it holds a link"


def test_a_hundred_thousand_members(index, tmp_path):
    name = b"shop/aaaaa.py"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0)
    directory = (entry + name) * 100_000
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 100_000 & 0xFFFF, 100_000 & 0xFFFF, len(directory), 0, 0)
    index.publish("shop", {NAME: directory + end})
    assert refused(index, tmp_path) == "more than 20,000 members"


def test_members_beyond_what_the_end_of_the_archive_says(index, tmp_path):
    index.publish("shop", {NAME: wheel({f"shop/m{n}.py": "" for n in range(9)})})
    assert refused(index, tmp_path, limits=Limits(members=8)) == "more than 8 members"


def test_a_source_archive_is_read_as_tar(index, tmp_path):
    members = {
        "shop-1.0/src/shop/__init__.py": "MODEL = 'gpt-4o'\n",
        "shop-1.0/setup.py": "raise SystemExit('built!')\n",
    }
    index.publish("shop", {"shop-1.0.tar.gz": tarball(members)})
    opened = door(index, tmp_path)
    found = opened.artefact(pin())
    opened.close()
    assert sorted(found.members) == ["setup.py", "shop/__init__.py"]
    assert found.read(["shop/__init__.py"]) == {"shop/__init__.py": b"MODEL = 'gpt-4o'\n"}


def test_a_wheel_for_every_platform_comes_before_any_other(index, tmp_path):
    files = {
        "shop-1.0-cp312-cp312-manylinux_2_28_x86_64.whl": wheel({"shop/a.py": ""}),
        "shop-1.0.tar.gz": tarball({"shop-1.0/b.py": ""}),
        NAME: wheel({"shop/c.py": ""}),
    }
    index.publish("shop", files)
    opened = door(index, tmp_path)
    assert opened.artefact(pin("1.0.0")).filename == NAME
    opened.close()


def test_a_format_that_is_not_read(index, tmp_path):
    index.publish("shop", {"shop-1.0.tar.bz2": b"x"})
    assert refused(index, tmp_path) == "its formats are not read: bz2"


def test_credentials_go_to_the_index_and_nowhere_else(index, other, tmp_path):
    body = wheel(CODE)
    digest = hashlib.sha256(body).hexdigest()
    page = {"name": "shop", "files": [{"filename": NAME, "url": f"{other.url}/{NAME}", "hashes": {"sha256": digest}}]}
    page["meta"] = {"api-version": "1.0"}
    kind = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
    index.answers["/simple/shop/"] = Answer(json.dumps(page).encode(), headers=kind)
    other.answers[f"/{NAME}"] = Answer(body)
    address = index.url.replace("http://", "http://reader:s%40cret@")
    opened = door(index, tmp_path, PIP_INDEX_URL=f"{address}/simple")
    assert opened.artefact(pin()).members
    opened.close()
    assert index.asked == [("/simple/shop/", "Basic cmVhZGVyOnNAY3JldA==")]
    assert other.asked == [(f"/{NAME}", "")]


def test_an_extra_index_is_asked_when_the_first_has_nothing(index, other, tmp_path):
    other.publish("shop", {NAME: wheel(CODE)})
    opened = door(index, tmp_path, PIP_EXTRA_INDEX_URL=f"{other.url}/simple")
    assert opened.artefact(pin()).members
    opened.close()


def test_an_index_in_a_folder(index, tmp_path):
    folder = tmp_path / "mirror" / "shop"
    folder.mkdir(parents=True)
    body = wheel(CODE)
    (folder / NAME).write_bytes(body)
    (folder / "index.html").write_text(f'<a href="{NAME}#sha256={hashlib.sha256(body).hexdigest()}">{NAME}</a>')
    opened = door(index, tmp_path, PIP_INDEX_URL=(tmp_path / "mirror").as_uri())
    assert opened.artefact(pin()).members
    with pytest.raises(ArtefactError, match="no such file"):
        opened.artefact(pin()._replace(name="other"))
    opened.close()


def test_the_address_of_a_lockfile_is_used_on_a_known_host_only(index, other, tmp_path):
    body = wheel(CODE)
    index.answers["/direct/" + NAME] = Answer(body)
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    opened = door(index, tmp_path)
    assert opened.artefact(pin(url=f"{index.url}/direct/{NAME}", hashes=(digest,))).members
    assert [path for path, _ in index.asked] == [f"/direct/{NAME}"]
    opened.close()
    stranger = door(index, tmp_path / "b")
    with pytest.raises(ArtefactError):
        stranger.artefact(pin(url="https://stranger.example/shop-1.0-py3-none-any.whl", hashes=(digest,)))
    stranger.close()
