"""Pull requests that edit what runs the gate, silence it, or hide from it."""

import pytest

from tests.attacks.attack import BOT, GATED, HOOKS, OWNERS, WORKFLOW, Attack, bot, check, run

HIDDEN = ("coverage-lost", "unresolved-model")
HOOK = """repos:
  - repo: https://github.com/acme/finops-gate
    rev: v1.2.0
    hooks:
      - id: finops-gate
        stages: [manual]
"""
NEEDS = GATED.replace("  cost:\n", "  cost:\n    needs: [lint]\n")
OWNED = "* @acme/everybody\n/.finops-gate/ @acme/finops\n/.github/ @acme/finops\n"
HOOKED = '[filter "x"]\nclean = touch executed\nsmudge = touch executed\n[diff "x"]\ntextconv = touch executed\n'
MODULES = dict.fromkeys(("finops_gate/__init__.py", "sitecustomize.py"), "open('executed', 'w')\n")
PASSED = 'ignore[per-call-increase, monthly-increase] reason="agreed" until=2027-01-31'
NUL = bot("gpt-4o").encode() + b"\n# \0\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12\n"
GITLAB = "stages: [test]\ncost:\n  stage: test\n  script:\n    - finops-gate diff main..HEAD\nlint:\n  script: [make]\n"

ATTACKS = (
    Attack("the workflow is deleted", {}, rules=("altered-gate",), removed=(WORKFLOW,)),
    Attack(
        "the step is removed",
        {WORKFLOW: GATED.replace("acme/finops-gate", "acme/nothing")},
        rules=("altered-gate",),
        words=("no longer runs finops-gate",),
    ),
    Attack(
        "its failure does not count",
        {WORKFLOW: GATED.replace("        with:", "        continue-on-error: true\n        with:")},
        rules=("altered-gate",),
        words=("continue-on-error",),
    ),
    Attack(
        "nothing fails", {WORKFLOW: GATED.replace("fail-on: approval", "fail-on: none")}, words=("fail-on is weakened",)
    ),
    Attack(
        "another workflow takes the name of its check",
        {BOT: bot("gpt-4o"), ".github/workflows/fast.yml": "on: pull_request\njobs:\n  cost:\n    runs-on: x\n"},
        rules=("altered-gate",),
        words=("a job reports as `cost`",),
    ),
    Attack(
        "another workflow takes the name of its check, on one line",
        {".github/workflows/fast.yaml": "{on: pull_request, jobs: {x: {name: cost, runs-on: x}}}\n"},
        rules=("altered-gate",),
    ),
    Attack(
        "it runs on a condition",
        {WORKFLOW: GATED.replace("  cost:\n", "  cost:\n    if: false\n")},
        rules=("altered-gate",),
        words=("a condition says when it runs",),
    ),
    Attack(
        "the step runs on a condition",
        {
            WORKFLOW: GATED.replace(
                "      - name: Judge\n", "      - name: Judge\n        if: github.actor != 'mallory'\n"
            )
        },
        rules=("altered-gate",),
    ),
    Attack(
        "its pin moves",
        {WORKFLOW: GATED.replace("2" * 40, "3" * 40)},
        rules=("altered-gate",),
        words=("2" * 40 + " -> " + "3" * 40,),
    ),
    Attack("its pin moves to a branch", {WORKFLOW: GATED.replace("2" * 40, "main")}, rules=("altered-gate",)),
    Attack(
        "it comes from elsewhere",
        {WORKFLOW: GATED.replace("acme/finops-gate", "mallory/finops-gate")},
        rules=("altered-gate",),
    ),
    Attack(
        "a step before it replaces it",
        {
            WORKFLOW: GATED.replace(
                "      - name: Judge", "      - run: echo PATH=/tmp >> $GITHUB_ENV\n      - name: Judge"
            )
        },
        rules=("altered-gate",),
    ),
    Attack(
        "it is triggered by nothing",
        {WORKFLOW: GATED.replace("on: [pull_request]", "on: [workflow_dispatch]")},
        rules=("altered-gate",),
    ),
    Attack(
        "paths are left out",
        {WORKFLOW: GATED.replace("on: [pull_request]", "on:\n  pull_request:\n    paths-ignore: ['**']")},
        rules=("altered-gate",),
    ),
    Attack(
        "its environment is set",
        {WORKFLOW: GATED.replace("permissions:", "env:\n  FINOPS_GATE_INSPECT: off\npermissions:")},
        rules=("altered-gate",),
        words=("FINOPS_GATE_",),
    ),
    Attack(
        "it waits for a job that never runs",
        {
            WORKFLOW: GATED.replace("  cost:\n", "  cost:\n    needs: lint\n").replace(
                "  lint:\n", "  lint:\n    if: false\n"
            )
        },
        rules=("altered-gate",),
    ),
    Attack(
        "a job that it needs never runs",
        {WORKFLOW: NEEDS.replace("  lint:\n", "  lint:\n    if: false\n")},
        base={WORKFLOW: NEEDS},
        rules=("altered-gate",),
    ),
    Attack("the workflow becomes a link", {}, rules=("altered-gate",), links={WORKFLOW: "nothing.yml"}),
    Attack(
        "GitLab lets it fail",
        {".gitlab-ci.yml": GITLAB.replace("  stage: test\n", "  stage: test\n  allow_failure: true\n")},
        base={".gitlab-ci.yml": GITLAB},
        rules=("altered-gate",),
        words=("allow_failure",),
    ),
    Attack(
        "GitLab throws its exit code away",
        {".gitlab-ci.yml": GITLAB.replace("main..HEAD", "main..HEAD || true")},
        base={".gitlab-ci.yml": GITLAB},
        rules=("altered-gate",),
    ),
    Attack(
        "Jenkins runs it no more",
        {"Jenkinsfile": "pipeline { sh 'make' }\n"},
        base={"Jenkinsfile": "pipeline { sh 'finops-gate diff main..HEAD' }\n"},
        rules=("altered-gate",),
    ),
    Attack(
        "a script advises only",
        {"scripts/gate.sh": "finops-gate diff --exit-zero main..HEAD\n"},
        base={"scripts/gate.sh": "finops-gate diff main..HEAD\n"},
        rules=("altered-gate",),
        words=("exit-zero",),
    ),
    Attack("the hook is taken out", {HOOKS: "repos: []\n"}, rules=("altered-gate",)),
    Attack("the hook runs by hand", {HOOKS: HOOK}, rules=("altered-gate",), words=("by hand only",)),
    Attack(
        "nobody owns the policy",
        {OWNERS: "* @acme/everybody\n/.github/ @acme/finops\n"},
        rules=("altered-gate",),
        words=("owners of .finops-gate",),
    ),
    Attack(
        "somebody else owns the policy",
        {OWNERS: "* @acme/everybody\n/.finops-gate/ @mallory\n/.github/ @acme/finops\n"},
        rules=("altered-gate",),
        words=("@mallory",),
    ),
    Attack("a later line takes the policy over", {OWNERS: f"{OWNED}* @mallory\n"}, rules=("altered-gate",)),
    Attack(
        "a list of owners goes before the one that holds",
        {OWNERS: "* @mallory\n"},
        base={OWNERS: "", "CODEOWNERS": OWNED},
        rules=("altered-gate",),
        words=("@mallory",),
    ),
    Attack(
        "a list of owners comes where another forge looks first",
        {"docs/CODEOWNERS": "* @mallory\n"},
        rules=("altered-gate",),
    ),
    Attack("the owners are deleted", {}, rules=("altered-gate",), removed=(OWNERS,)),
    Attack(
        "an ignore comes with the change",
        {BOT: bot("gpt-4o", beside=f"# finops-gate: {PASSED}")},
        rules=("added-ignore", "monthly-increase"),
    ),
    Attack("an ignore comes beforehand", {BOT: bot(beside=f"# finops-gate: {PASSED}")}, rules=("added-ignore",)),
    Attack(
        "an ignore is extended",
        {BOT: bot("gpt-4o", beside=f"# finops-gate: {PASSED}")},
        base={BOT: bot(beside="# finops-gate: " + PASSED.replace("2027-01-31", "2026-01-31"))},
        rules=("added-ignore", "monthly-increase"),
    ),
    Attack(
        "an ignore is widened",
        {BOT: bot("gpt-4o", beside=f"# finops-gate: {PASSED}")},
        base={BOT: bot(beside="# finops-gate: " + PASSED.replace(", monthly-increase", ""))},
        rules=("added-ignore",),
    ),
    Attack(
        "an ignore moves to a new file",
        {"app/other.py": bot("gpt-4o", beside=f"# finops-gate: {PASSED}")},
        base={BOT: bot(beside=f"# finops-gate: {PASSED}")},
        mildest="pass",
    ),
    Attack("the file becomes a link", {}, "warn", HIDDEN, links={BOT: "/etc/passwd"}),
    Attack("the file holds a NUL", {BOT: NUL}, "warn", HIDDEN),
    Attack("the file is a mebibyte", {BOT: bot("gpt-4o", more="#" * (1 << 20))}, "warn", HIDDEN),
    Attack("the file becomes a pointer", {BOT: POINTER}, "warn", HIDDEN),
    Attack(
        "the file says that a program wrote it",
        {BOT: "# Code generated by x. DO NOT EDIT.\n" + bot("gpt-4o")},
        "warn",
        ("coverage-lost",),
    ),
    Attack("the file moves into vendor", {"vendor/bot.py": bot("gpt-4o")}, "warn", HIDDEN, removed=(BOT,)),
    Attack("the file moves into tests", {"tests/bot.py": bot("gpt-4o")}, "warn", HIDDEN, removed=(BOT,)),
    Attack("the file loses its ending", {"app/bot.tpl": bot("gpt-4o")}, "warn", HIDDEN, removed=(BOT,)),
    Attack("a new file cannot be read", {"app/new.py": NUL}, "warn", ("coverage-lost",)),
    Attack(
        "the model comes from the environment",
        {BOT: bot().replace('"gpt-4o-mini"', 'os.environ["MODEL"]')},
        "warn",
        ("unresolved-model",),
    ),
    Attack(
        "the model is an expression",
        {BOT: bot().replace('"gpt-4o-mini"', "pick(question)")},
        "warn",
        ("unresolved-model",),
    ),
    Attack(
        "the model is glued together",
        {BOT: bot().replace('"gpt-4o-mini"', '"".join(["gpt", "-4o"])')},
        "warn",
        ("unpriced-model",),
    ),
    Attack("the model is a sum", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-" + "4o"')}, "warn", ("unpriced-model",)),
    Attack("the model stands in two texts", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-" "4o"')}, "warn"),
    Attack("the model is filled in", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-%s" % "4o"')}, "warn"),
    Attack("the model is formatted", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-{}".format("4o")')}, "warn"),
    Attack("the model is cut", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-4o-mini".removesuffix("-mini")')}, "warn"),
    Attack(
        "the model is replaced", {BOT: bot().replace('"gpt-4o-mini"', '"gpt-4o-mini".replace("-mini", "")')}, "warn"
    ),
    Attack("the model is reversed", {BOT: bot().replace('"gpt-4o-mini"', '"o4-tpg"[::-1]')}, "warn"),
    Attack(
        "the model is decoded",
        {BOT: "import base64\n" + bot().replace('"gpt-4o-mini"', 'base64.b64decode("Z3B0LTRv").decode()')},
        "warn",
        ("unresolved-model",),
    ),
    Attack(
        "the model is spelled by numbers",
        {BOT: bot(r"\u0067pt\x2d4o")},
        rules=("monthly-increase",),
    ),
    Attack(
        "the call is made by name",
        {
            BOT: bot("gpt-4o")
            .replace(".completions.create(", '.completions, "create")(')
            .replace("client", "getattr(client", 2)
        },
        "warn",
    ),
    Attack(
        "the model comes from a table",
        {BOT: 'MODELS = {"small": "gpt-4o"}\n' + bot().replace('"gpt-4o-mini"', 'MODELS["small"]')},
        rules=("monthly-increase",),
    ),
    Attack(
        "the model comes in a table of options",
        {
            BOT: bot().replace('        model="gpt-4o-mini",\n', "        **OPTIONS,\n")
            + 'OPTIONS = {"model": "gpt-4o"}\n'
        },
        rules=("monthly-increase",),
    ),
    Attack(
        "the model is chosen by a constant condition",
        {BOT: bot().replace('"gpt-4o-mini"', '"gpt-4o-mini" if False else "gpt-4o"')},
        rules=("monthly-increase",),
    ),
    Attack(
        "the environment has a dear default",
        {BOT: "import os\n" + bot().replace('"gpt-4o-mini"', 'os.getenv("MODEL") or "gpt-4o"')},
        rules=("monthly-increase",),
    ),
    Attack("the code is a text", {BOT: f"exec({bot('gpt-4o')!r})\n"}, "warn"),
    Attack("the id has a letter of another alphabet", {BOT: bot("gpt-4\u043e")}, "warn", ("unpriced-model",)),
    Attack("the id is written in capitals", {BOT: bot("GPT-4O")}, rules=("monthly-increase",)),
    Attack("the file is in UTF-16", {BOT: bot("gpt-4o").encode("utf-16")}, "warn", HIDDEN),
    Attack("the file names another encoding", {BOT: "# coding: utf-7\n" + bot("gpt-4o")}, rules=("monthly-increase",)),
    Attack("the file nests too deep", {BOT: bot("gpt-4o") + "x = " + "[" * 5000 + "]" * 5000 + "\n"}, "warn"),
    Attack(
        "the constant is set twice",
        {BOT: 'M = "gpt-4o-mini"\nM = "gpt-4o"\n' + bot().replace('"gpt-4o-mini"', "M")},
        "warn",
        base={BOT: 'M = "gpt-4o-mini"\n' + bot().replace('"gpt-4o-mini"', "M")},
    ),
    Attack("the syntax is broken", {BOT: bot("gpt-4o") + '\n"""never closed\n'}, "warn"),
    Attack(
        "attributes say that it is binary",
        {".gitattributes": "* binary -diff linguist-generated\n", BOT: bot("gpt-4o")},
        rules=("monthly-increase",),
    ),
    Attack(
        "attributes start a program",
        {".gitattributes": "* filter=x diff=x\n", ".gitconfig": HOOKED, BOT: bot("gpt-4o")},
        rules=("monthly-increase",),
    ),
    Attack("a module of the gate's name lies there", {**MODULES, BOT: bot("gpt-4o")}, rules=("monthly-increase",)),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_change_that_hides_or_disarms_lowers_nothing(attack, tmp_path):
    check(attack, tmp_path)


@pytest.mark.parametrize(
    "workflow",
    [
        GATED.replace("make lint", "make check"),
        GATED.replace("name: AI cost", "name: What AI costs"),
        GATED.replace("permissions:", "# least privilege\npermissions:"),
        GATED.replace("  lint:", "  unit:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n  lint:"),
    ],
)
def test_edits_of_other_jobs_comments_and_names_are_no_edit_of_the_gate(workflow, tmp_path):
    report = run(Attack("honest", {WORKFLOW: workflow}), tmp_path).report
    assert (report["verdict"], report["findings"]) == ("pass", [])


def test_another_workflow_under_names_of_its_own_is_no_edit_of_the_gate(tmp_path):
    own = "on: pull_request\njobs:\n  build:\n    name: AI cost of the build\n    runs-on: x\n"
    report = run(Attack("honest", {".github/workflows/build.yml": own}), tmp_path).report
    assert (report["verdict"], report["findings"]) == ("pass", [])


def test_loose_ignores_are_told(tmp_path):
    loose = bot(beside="# finops-gate: ignore[per-cal-increase]")
    answer = run(Attack("loose", {BOT: loose + "\n"}, base={BOT: loose}), tmp_path)
    assert answer.rules == ["unfounded-ignore"]
    (finding,) = answer.report["findings"]
    for words in ("names no rule: per-cal-increase", "has no reason", "has no end"):
        assert words in finding["message"]


def test_an_ignore_that_base_has_still_counts_and_is_not_told_again(tmp_path):
    held = bot("gpt-4o", beside=f"# finops-gate: {PASSED}")
    report = run(Attack("held", {BOT: held}, base={BOT: held.replace('"gpt-4o"', '"gpt-4o-mini"')}), tmp_path).report
    assert report["verdict"] == "pass" and {d["waived_by"] is None for d in report["decisions"]} == {False}
