"""Versions of npm packages, in every file that names them."""

import json

import pytest

from finops_gate.detect.dependencies.npm import ECOSYSTEM
from tests.detect.dependencies.reading import named, read

SHA = "sha512-QUJD"
HEX = ("sha512:414243",)


def test_a_manifest_with_ranges_aliases_and_places():
    wanted = {
        "dependencies": {"openai": "^4.0.1", "exact": "1.2.3", "near": "workspace:*", "alias": "npm:real@~2.1"},
        "devDependencies": {
            "fork": "github:a/b",
            "any": "*",
            "wild": "1.x",
            "tar": "https://h.example/x.tgz",
            "odd": 3,
        },
    }
    assert named(ECOSYSTEM, "web/package.json", json.dumps(wanted, indent=2)) == [
        "3: openai ^4.0.1 (4.0.1)",
        "4: exact 1.2.3",
        "5: near workspace:* () [a path]",
        "6: real ~2.1 (2.1)",
        "9: fork github:a/b () [git]",
        "10: any * ()",
        "11: wild 1.x (1)",
        "12: tar https://h.example/x.tgz () [an address]",
    ]


@pytest.mark.parametrize("path", ["package-lock.json", "npm-shrinkwrap.json"])
def test_package_locks_of_every_age(path):
    entry = {"version": "1.0.0", "resolved": "https://r.example/a.tgz", "integrity": SHA, "dependencies": {"z": "^1"}}
    packages = {
        "": {"name": "root", "version": "1"},
        "node_modules/a": entry,
        "node_modules/a/node_modules/@s/b": {"version": "2.0.0"},
        "node_modules/linked": {"version": "1", "link": True},
        "node_modules/g": {"version": "3.0.0", "resolved": "git+ssh://h/x"},
    }
    found = read(ECOSYSTEM, path, json.dumps({"lockfileVersion": 3, "packages": packages}, indent=1)).pins
    assert [pin[1:3] for pin in found] == [("a", "1.0.0"), ("@s/b", "2.0.0"), ("g", "3.0.0")]
    assert (found[0].hashes, found[0].needs, found[0].url) == (HEX, ("z",), "https://r.example/a.tgz")
    assert found[2].elsewhere == "git"
    nested = {"dependencies": {"a": {"version": "1", "requires": {"b": "2"}, "dependencies": {"b": {"version": "2"}}}}}
    assert [pin[1:3] for pin in read(ECOSYSTEM, path, json.dumps(nested)).pins] == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize(
    "keys",
    [
        ("'@ai/sdk@1.0.0'", "zod@3.1.0", "'@ai/sdk@1.0.0(zod@3.1.0)'"),
        ("/@ai/sdk@1.0.0(zod@3.1.0)", "/zod@3.1.0", ""),
        ("/@ai/sdk/1.0.0_zod@3.1.0", "/zod/3.1.0", ""),
    ],
    ids=["v9", "v6", "v5"],
)
def test_pnpm(keys):
    first, second, snapshot = keys
    needs = "    dependencies:\n      zod: 3.1.0\n"
    text = (
        f"lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      zod: 3\n\npackages:\n\n  {first}:\n"
        f"    resolution: {{integrity: {SHA}}}\n{'' if snapshot else needs}\n  {second}:\n    dev: true\n"
    )
    text += f"\nsnapshots:\n\n  {snapshot}:\n{needs}" if snapshot else ""
    sdk, zod = read(ECOSYSTEM, "pnpm-lock.yaml", text).pins
    assert (sdk.name, sdk.version, sdk.hashes, sdk.needs) == ("@ai/sdk", "1.0.0", HEX, ("zod",))
    assert (zod.name, zod.version) == ("zod", "3.1.0")


def test_yarn_of_both_kinds():
    classic = (
        f'# yarn lockfile v1\n\n"@ai/sdk@^1.0.0", "@ai/sdk@^1.0.1":\n  version "1.0.1"\n'
        f'  resolved "https://r.example/sdk.tgz#abc"\n  integrity {SHA}\n  dependencies:\n    zod "^3"\n\n'
        'own@./own:\n  version "0.0.0"\n  resolved "file:./own"\n'
    )
    sdk, own = read(ECOSYSTEM, "yarn.lock", classic).pins
    assert (sdk.name, sdk.version, sdk.hashes, sdk.needs) == ("@ai/sdk", "1.0.1", HEX, ("zod",))
    assert (sdk.url, sdk.location.line, own.elsewhere) == ("https://r.example/sdk.tgz", 3, "a path")
    berry = (
        '__metadata:\n  version: 8\n\n"@ai/sdk@npm:^1.0.0":\n  version: 1.0.1\n  resolution: "@ai/sdk@npm:1.0.1"\n'
        '  dependencies:\n    zod: "npm:^3"\n  checksum: 10c0/abc\n\n"root@workspace:.":\n  version: 0.0.0-use.local\n'
        '  resolution: "root@workspace:."\n\n"alias@npm:real@^2":\n  version: 2.0.0\n  resolution: "real@npm:2.0.0"\n'
    )
    found = read(ECOSYSTEM, "yarn.lock", berry).pins
    assert [(pin.name, pin.version, pin.elsewhere) for pin in found] == [
        ("@ai/sdk", "1.0.1", ""),
        ("root", "0.0.0-use.local", "a path"),
        ("real", "2.0.0", ""),
    ]
    assert found[0].needs == ("zod",)


def test_bun():
    text = (
        '{\n  // comment\n  "lockfileVersion": 1,\n  "packages": {\n'
        f'    "a": ["a@1.2.3", "", {{"dependencies": {{"z": "1"}}}}, "{SHA}"],\n    "odd": 3,\n  }}\n}}\n'
    )
    (pin,) = read(ECOSYSTEM, "bun.lock", text).pins
    assert (pin.name, pin.version, pin.hashes, pin.needs, pin.location.line) == ("a", "1.2.3", HEX, ("z",), 5)
    assert read(ECOSYSTEM, "bun.lockb", b"\x00").problem == "a binary lockfile"


@pytest.mark.parametrize("path", ["package.json", "package-lock.json", "bun.lock"])
def test_what_is_no_json_says_so(path):
    assert read(ECOSYSTEM, path, "[").problem == "it is no JSON"
    assert read(ECOSYSTEM, path, '{"packages": 3, "dependencies": 3}').pins == ()


def test_hashes_that_are_none():
    lock = {"packages": {"node_modules/a": {"version": "1", "integrity": "sha512-% sha1-AA"}}}
    assert read(ECOSYSTEM, "package-lock.json", json.dumps(lock)).pins[0].hashes == ()
