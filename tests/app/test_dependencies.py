"""From a changed manifest or lockfile to the verdict, with an index on loopback."""

import hashlib
import os

import pytest

from tests.fakes.index import Answer, tarball, wheel
from tests.fakes.repository import Repository
from tests.gate import gate, judged

SETTINGS = """\
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    chat_model: str = "{model}"

def get_settings() -> Settings:
    return Settings()
"""
CLIENT = '''\
"""A client. Shop(model="gpt-4") is only an example here."""
from shopkit.settings import get_settings

class Chat:
    def __init__(self, key=None, model="{model}"):
        self.model = model

class Assistant:
    def __init__(self, name):
        self.chat = Chat()

def answer(question):
    return get_settings().chat_model
'''
OLD, NEW = "gpt-4o-mini", "gpt-4-turbo"


def package(model, **more):
    members = {
        "shopkit/__init__.py": "from shopkit.client import Chat, Assistant, answer\n",
        "shopkit/settings.py": SETTINGS.format(model=more.get("settings", OLD)),
        "shopkit/client.py": CLIENT.format(model=model),
    }
    return wheel(members)


@pytest.fixture
def place(tmp_path, index, monkeypatch):
    """A repository on a machine whose pip knows the index, with two releases whose default differs."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", index.url)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FINOPS_GATE_CACHE", str(tmp_path / "cache"))
    publish(index)
    return Repository(tmp_path / "repository")


def publish(index, **more):
    files = {
        "shopkit-1.0.0-py3-none-any.whl": package(OLD),
        "shopkit-1.0.1-py3-none-any.whl": package(NEW),
        "shopkit-1.0.2-py3-none-any.whl": package(NEW),
    }
    index.publish("shopkit", files, **more)


def bump(repository, before, after, code="", path="requirements.txt", **files):
    repository.write({path: before, "app/bot.py": code, **files}).commit()
    repository.git("checkout", "-q", "-b", "bump")
    repository.write({path: after}).commit()
    return repository


def lock(version, digest="", name="shopkit", needs=()):
    needed = ", ".join(f'{{ name = "{need}" }}' for need in needs)
    return (
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ registry = "https://i.example/simple" }}\n'
        f"dependencies = [{needed}]\n"
        f'wheels = [\n    {{ url = "https://i.example/x.whl", hash = "sha256:{digest or "0" * 64}" }},\n]\n\n'
    )


DIRECT = "from shopkit import Chat as C\n\nbot = C(key=1)\n"


def test_a_call_without_a_model_is_priced_like_a_swap(place):
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", DIRECT)
    answer = judged(place, "--inspect", "network")
    assert answer.code == 3
    (row,) = answer.billed
    assert (row["kind"], row["role"], row["path"]) == ("package", "dependency-default", "requirements.txt")
    assert (row["base"]["id"], row["head"]["id"]) == (OLD, NEW)
    assert [(reach["path"], reach["line"]) for reach in row["reaches"]] == [("app/bot.py", 3)]
    assert answer.rules == ["dependency-default", "per-call-increase"]
    (finding,) = [finding for finding in answer.report["findings"] if finding["rule"] == "dependency-default"]
    assert "shopkit 1.0.0 -> 1.0.1" in finding["message"]
    assert "relied on at app/bot.py:3 Chat" in finding["message"]
    assert finding["advice"] == f'write model="{OLD}" at app/bot.py:3, or keep shopkit==1.0.0'
    assert sorted(answer.report["inputs"]["artefacts"]) == [
        "pypi:shopkit-1.0.0-py3-none-any.whl",
        "pypi:shopkit-1.0.1-py3-none-any.whl",
    ]


def test_the_cache_answers_the_second_time(place, index):
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", DIRECT)
    first = judged(place, "--inspect", "network").report
    asked = len(index.asked)
    assert judged(place).report == first
    assert len(index.asked) == asked


def test_a_bump_that_changes_nothing_stays_silent(place):
    bump(place, "shopkit==1.0.1\n", "shopkit==1.0.2\n", DIRECT)
    answer = gate(place, "diff", "main..HEAD", "--inspect", "network")
    assert (answer.code, answer.out) == (0, "✅ No AI cost change.\n")


def test_with_the_network_cut_every_package_is_named_and_the_verdict_warns(place, index):
    bump(place, "shopkit==1.0.0\nother==1\n", "shopkit==1.0.1\nother==2\n", DIRECT)
    for mode in ("cached", "off"):
        answer = judged(place, "--inspect", mode)
        assert answer.report["verdict"] == "warn"
        assert answer.rules == ["uninspected-dependency", "uninspected-dependency"]
        told = " ".join(finding["message"] for finding in answer.report["findings"])
        assert "pypi:shopkit 1.0.0 -> 1.0.1 was not inspected" in told
        assert "pypi:other 1 -> 2 was not inspected" in told
    assert index.asked == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Answer(status=401), "asks for credentials (401)"),
        (Answer(status=404), "does not have it (404)"),
        (Answer(status=429), "asks to wait (429)"),
        (Answer(status=302, headers={"Location": "http://localhost:9/"}), "redirects to another host"),
        (Answer(b"x" * 100), "its hash is not the one that was promised"),
        (Answer(b"x" * 100, cut=50), "the answer broke off"),
    ],
)
def test_an_index_with_a_fault_warns_with_its_reason(place, index, fault, reason, tmp_path):
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", DIRECT)
    index.answers["/files/shopkit-1.0.1-py3-none-any.whl"] = fault
    answer = judged(place, "--inspect", "network")
    assert (answer.code, answer.report["verdict"]) == (0, "warn")
    (finding,) = answer.report["findings"]
    assert reason in finding["message"]
    assert gate(place, "diff", "main..HEAD", "--inspect", "network", "--fail-on", "warn").code == 4
    known = {"cache", "repository"}
    assert {path.name for path in tmp_path.iterdir()} <= known


def test_a_policy_may_ask_for_an_approval_of_what_nobody_looked_into(place):
    policy = (
        "version: 1\napprovers: {engineering-lead: {name: Lead, users: [a]}}\n"
        "rules: {uninspected-dependency: {require-approval: {from: engineering-lead}}}\n"
    )
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", DIRECT, **{".finops-gate/policy.yaml": policy})
    assert judged(place).code == 3


@pytest.mark.parametrize(
    ("code", "billed", "said"),
    [
        ("from shopkit import Chat\nChat(model='gpt-4o')\n", False, "no call here relies on this default"),
        ("from shopkit import Chat\nChat(**options)\n", True, "possibly relied on (what it is given is not told here)"),
        ("from shopkit import Chat\nclass Own(Chat):\n    pass\n", True, "possibly relied on (a subclass)"),
        ("from shopkit import Assistant\nAssistant('Ann')\n", True, "possibly relied on (Assistant builds it)"),
        ("import shopkit\nshopkit.Chat()\n", True, "relied on at app/bot.py:2 Chat"),
        ("from other import Chat\nChat()\n", False, "nothing here imports the package"),
        ("import os\n# from shopkit import Chat\n", False, "nothing here imports the package"),
    ],
)
def test_how_a_repository_relies_on_it(place, code, billed, said):
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", code)
    answer = judged(place, "--inspect", "network")
    (row,) = answer.report["changes"]
    assert row["billed"] is billed
    told = " ".join(finding["message"] for finding in answer.report["findings"])
    assert said in (told if billed else row["evidence"]["source"])


def test_a_decorator_relies_on_settings_through_a_getter(place, index):
    files = {
        "shopkit-1.0.0-py3-none-any.whl": package(OLD),
        "shopkit-1.0.1-py3-none-any.whl": package(OLD, settings=NEW),
    }
    index.publish("shopkit", files)
    code = "from shopkit import answer\n\n\n@answer\ndef reply(question): ...\n"
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", code)
    answer = judged(place, "--inspect", "network")
    (row,) = answer.billed
    assert [(reach["path"], reach["line"]) for reach in row["reaches"]] == [("app/bot.py", 4)]
    place.write({".env": "SHOPKIT_CHAT_MODEL=gpt-4o\n"}).commit()
    (row,) = [change for change in judged(place).report["changes"] if change["kind"] == "package"]
    assert (row["billed"], row["evidence"]["source"]) == (
        False,
        "SHOPKIT_CHAT_MODEL is set in .env:1, whatever the default",
    )


def test_a_command_line_tool_needs_no_import(place):
    script = "#!/bin/sh\nshopkit summarise report.txt\nshopkit --model gpt-4o other.txt\n"
    bump(place, "shopkit==1.0.0\n", "shopkit==1.0.1\n", "", **{"scripts/report.sh": script})
    answer = judged(place, "--inspect", "network")
    (row,) = answer.billed
    assert [(reach["path"], reach["line"]) for reach in row["reaches"]] == [("scripts/report.sh", 2)]


def test_a_transitive_bump_counts_through_what_is_imported(place):
    def both(version, body):
        digest = hashlib.sha256(body).hexdigest()
        return lock("3.0", name="facade", needs=["shopkit"]) + lock(version, digest, needs=["openai"])

    before, after = both("1.0.0", package(OLD)), both("1.0.1", package(NEW))
    bump(place, before, after, "import facade\nfacade.run()\n", path="uv.lock")
    answer = judged(place, "--inspect", "network")
    (row,) = answer.billed
    assert row["path"] == "uv.lock"
    assert "possibly relied on (through facade) at app/bot.py:1 facade" in str(answer.report["findings"])


def test_a_hash_of_the_lockfile_that_no_published_file_has(place):
    bump(place, lock("1.0.0", "1" * 64), lock("1.0.1", "2" * 64), DIRECT, path="uv.lock")
    answer = judged(place, "--inspect", "network")
    assert "the index offers no file with a hash of the lockfile" in str(answer.report["findings"])


def test_what_reaches_no_model_is_no_finding_when_the_lockfile_says_so(place):
    def both(version):
        return lock(version, name="left-pad", needs=["tinylib"]) + lock("1", name="tinylib", needs=["pad"])

    bump(place, both("1"), both("2"), DIRECT, path="uv.lock")
    answer = judged(place)
    assert answer.report["verdict"] == "pass"
    assert answer.report["findings"] == []


def test_an_index_that_only_the_change_introduces_is_not_asked(place, index):
    stranger = '[tool.uv]\nindex-url = "http://127.0.0.1:9/simple"\n'
    place.write({"requirements.txt": "shopkit==1.0.0\n", "app/bot.py": DIRECT}).commit()
    place.git("checkout", "-q", "-b", "bump")
    own = "--index-url http://127.0.0.1:9/simple\nshopkit==1.0.1\n"
    place.write({"requirements.txt": own, "pyproject.toml": stranger}).commit()
    assert judged(place, "--inspect", "network").billed
    assert all(path.startswith(("/simple/", "/files/")) for path, _ in index.asked)


def test_a_range_is_compared_at_its_lowest_versions_and_says_so(place):
    before, after = (f'[tool.poetry.dependencies]\nshopkit = "^{version}"\n' for version in ("1.0.0", "1.0.1"))
    bump(place, before, after, DIRECT, path="pyproject.toml")
    answer = judged(place, "--inspect", "network")
    (finding,) = [finding for finding in answer.report["findings"] if finding["rule"] == "dependency-default"]
    assert finding["message"].startswith(
        "shopkit ^1.0.0 -> ^1.0.1 (ranges, compared at their lowest versions) changes the default model"
    )


def test_a_range_that_moves_while_the_lockfile_stays_moves_nothing(place):
    place.write({"uv.lock": lock("1.0.1")})
    before, after = (f'[project]\nname = "x"\ndependencies = ["shopkit>={version}"]\n' for version in ("1", "1.0.1"))
    bump(place, before, after, DIRECT, path="pyproject.toml")
    answer = judged(place, "--inspect", "network")
    assert (answer.report["verdict"], answer.report["changes"]) == ("pass", [])


def test_a_lockfile_at_the_line_of_its_manifest(place):
    old, new = (hashlib.sha256(package(model)).hexdigest() for model in (OLD, NEW))
    project = '[project]\nname = "x"\n\ndependencies = ["shopkit>=%s"]\n'
    place.write({"pyproject.toml": project % "1.0.0", "uv.lock": lock("1.0.0", old), "bot.py": DIRECT}).commit()
    place.git("checkout", "-q", "-b", "bump")
    place.write({"pyproject.toml": project % "1.0.1", "uv.lock": lock("1.0.1", new)}).commit()
    (row,) = judged(place, "--inspect", "network").billed
    assert (row["path"], row["head"]["line"]) == ("pyproject.toml", 4)


def test_an_npm_package_and_its_twins(place, index):
    def module(model):
        body = f'    this.model = init?.model ?? "{model}";\n'
        return f"class Chat {{\n  constructor(init) {{\n{body}  }}\n}}\nexport {{ Chat }};\n"

    for version, model in (("1.0.0", OLD), ("1.0.1", NEW)):
        members = {f"package/dist/index.{kind}": module(model) for kind in ("js", "cjs", "mjs")}
        index.release("@shop/kit", version, tarball(members))
    packages = '{"dependencies": {"@shop/kit": "%s"}}\n'
    code = 'import { Chat } from "@shop/kit";\nconst a = new Chat();\nconst b = new Chat({ model: "gpt-4o" });\n'
    bump(place, packages % "1.0.0", packages % "1.0.1", path="package.json", **{"src/bot.ts": code})
    answer = judged(place, "--inspect", "network")
    (row,) = answer.billed
    assert [(reach["path"], reach["line"]) for reach in row["reaches"]] == [("src/bot.ts", 2)]
    assert f'write model: "{OLD}" at src/bot.ts:2, or keep @shop/kit@1.0.0' in str(answer.report["findings"])


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (
            "go.mod",
            "require github.com/x/y v1.0.0\n",
            "require github.com/x/y v1.1.0\n",
            "go packages are not inspected",
        ),
        ("Cargo.toml", 'rig = "0.1"\n', 'rig = "0.2"\n', "rust packages are not inspected"),
        ("requirements.txt", "shopkit @ git+https://h/a\n", "shopkit @ git+https://h/b\n", "it comes from git"),
        ("requirements.txt", "shopkit<2\n", "shopkit<3\n", "<2 is a range without a lowest version"),
        ("bun.lockb", "a", "b", "a binary lockfile"),
        ("uv.lock", "a = 1", "a = ", "it is no TOML"),
    ],
)
def test_what_is_not_looked_into_is_named(place, path, before, after, told):
    bump(place, before, after, DIRECT, path=path)
    answer = judged(place, "--inspect", "network")
    assert answer.report["verdict"] == "warn"
    assert told in str(answer.report["findings"])


def test_a_change_without_any_manifest_imports_none_of_it(place):
    import subprocess
    import sys

    place.write({"a.py": "x = 1\n"}).commit()
    place.write({"a.py": "x = 2\n"}).commit()
    code = (
        "import sys; from finops_gate.cli.main import main; "
        f"code = main(['diff', 'HEAD~1..HEAD', '--exact', '--repo', {str(place.root)!r}]); "
        "print([m for m in sys.modules if m in ('httpx', 'finops_gate.app.dependencies', 'finops_gate.app.packages')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
