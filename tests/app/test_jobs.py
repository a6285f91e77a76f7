"""What a CI job says of its change request, and the range that comes of it."""

import pytest

from finops_gate.app.jobs import Told, span, told
from finops_gate.base.errors import RangeError, UsageError
from finops_gate.cli.main import main
from tests.cli.example import CALL, a_repository

BASE, TIP, HEAD, MERGE = "a" * 40, "b" * 40, "c" * 40, "d" * 40
GITLAB = {
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE,
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_COMMIT_SHA": HEAD,
}
BITBUCKET = {
    "BITBUCKET_PR_ID": "7",
    "BITBUCKET_PR_DESTINATION_BRANCH": "main",
    "BITBUCKET_PR_DESTINATION_COMMIT": BASE[:12],
    "BITBUCKET_COMMIT": HEAD,
}
AZURE = {
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
    "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
    "SYSTEM_PULLREQUEST_SOURCECOMMITID": HEAD,
    "BUILD_SOURCEVERSION": MERGE,
}
JENKINS = {"CHANGE_ID": "7", "CHANGE_TARGET": "release/1.2", "GIT_COMMIT": HEAD}
MERGED = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": TIP, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD}


@pytest.mark.parametrize(
    ("variables", "sides"),
    [
        (GITLAB, ("GitLab", "refs/remotes/origin/main", HEAD, BASE)),
        ({**GITLAB, **MERGED, "CI_COMMIT_SHA": MERGE}, ("GitLab", TIP, HEAD, BASE)),
        ({**GITLAB, **dict.fromkeys(MERGED, "")}, ("GitLab", "refs/remotes/origin/main", HEAD, BASE)),
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE, "CI_COMMIT_SHA": HEAD}, ("GitLab", BASE, HEAD, BASE)),
        (BITBUCKET, ("Bitbucket", BASE[:12], HEAD, "")),
        (AZURE, ("Azure Pipelines", "refs/remotes/origin/main", HEAD, "")),
        ({"SYSTEM_PULLREQUEST_TARGETBRANCH": "main"}, ("Azure Pipelines", "refs/remotes/origin/main", "HEAD", "")),
        (JENKINS, ("Jenkins", "refs/remotes/origin/release/1.2", "HEAD", "")),
    ],
)
def test_variables_name_both_sides(variables, sides):
    assert told(variables)[:4] == sides


def test_several_at_once_are_read_in_a_fixed_order():
    assert told({**JENKINS, **AZURE, **GITLAB}).forge == "GitLab"


@pytest.mark.parametrize(
    "variables", [{}, {"CI": "true", "GITLAB_CI": "true", "CI_COMMIT_SHA": HEAD}, {"GIT_COMMIT": HEAD}]
)
def test_other_jobs_say_nothing(variables):
    assert told(variables) is None


@pytest.mark.parametrize(
    "variables",
    [
        {**GITLAB, "CI_MERGE_REQUEST_DIFF_BASE_SHA": ""},
        {**GITLAB, "CI_MERGE_REQUEST_DIFF_BASE_SHA": "main"},
        {**GITLAB, "CI_COMMIT_SHA": "HEAD"},
        {**GITLAB, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "a b"},
        {**BITBUCKET, "BITBUCKET_PR_DESTINATION_COMMIT": ""},
        {**BITBUCKET, "BITBUCKET_COMMIT": "--output=x"},
        {**AZURE, "SYSTEM_PULLREQUEST_TARGETBRANCH": ""},
        {**AZURE, "SYSTEM_PULLREQUEST_SOURCECOMMITID": f"{HEAD}\n{BASE}"},
        *(
            {"CHANGE_TARGET": name}
            for name in ("a..b", "-x", "a^{/x}", "a~1", "a:b", "/a", "a/", "a//b", "a\nb", "@{u}x@{")
        ),
    ],
)
def test_what_names_no_commit_and_no_branch_is_refused(variables):
    with pytest.raises(UsageError) as refused:
        told(variables)
    assert "finops-gate diff BASE..HEAD" in refused.value.hint


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A clone of a remote whose main went on after the branch was cut; HEAD is the branch."""
    made = a_repository(tmp_path / "theirs")
    made.checkout("main").write({"README.md": "y\n"}).commit("Later")
    made.checkout("feature")
    copy = made.clone(tmp_path / "r")
    monkeypatch.chdir(copy.root)
    return copy


def sha(repository, name):
    return repository.git("rev-parse", name)


def gitlab(repository, **more):
    return {
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": sha(repository, "origin/main~1"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": sha(repository, "HEAD"),
        **more,
    }


def test_tip_of_the_target_is_taken_where_it_is_here(repository):
    found = span(told(gitlab(repository)), None)
    assert found.revisions == f"{sha(repository, 'origin/main')}..{sha(repository, 'HEAD')}"
    assert found.how.startswith("GitLab: refs/remotes/origin/main (")


def test_start_of_the_change_stands_in_for_a_tip_that_is_not_here_and_that_is_told(repository):
    variables = gitlab(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=sha(repository, "HEAD~1"))
    repository.git("update-ref", "-d", "refs/remotes/origin/main")
    found = span(told(variables), None)
    assert found.revisions == f"{sha(repository, 'HEAD~1')}..{sha(repository, 'HEAD')}"
    assert "its files govern" in found.how and "git fetch origin" in found.how


def test_stale_tip_of_a_reused_clone_is_not_taken(repository):
    start = sha(repository, "HEAD~1")
    repository.git("update-ref", "refs/remotes/origin/old", sha(repository, "HEAD~1"))
    repository.write({"README.md": "z\n"}).commit("Next")
    variables = gitlab(
        repository,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="old",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=sha(repository, "HEAD~1"),
        CI_COMMIT_SHA=sha(repository, "HEAD"),
    )
    found = span(told(variables), None)
    assert found.revisions.startswith(sha(repository, "HEAD~1")) and start not in found.revisions


@pytest.mark.parametrize(
    ("variables", "fetch"),
    [
        (GITLAB, "GIT_DEPTH"),
        (BITBUCKET, "depth: full"),
        (AZURE, "fetchDepth: 0"),
        (JENKINS, "git fetch origin +refs/heads/release/1.2:refs/remotes/origin/release/1.2"),
    ],
    ids=["gitlab", "bitbucket", "azure", "jenkins"],
)
def test_commit_that_is_not_here_is_2_with_what_to_fetch(repository, variables, fetch, monkeypatch, capsys):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["diff"]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and "is no commit in this clone" in printed.err
    assert fetch in printed.err


def test_head_that_is_not_here_is_no_reason_to_take_another(repository):
    with pytest.raises(RangeError) as missing:
        span(Told("GitLab", "origin/main", HEAD, fetch="fetch it"), None)
    assert missing.value.hint == "fetch it"


class TestDiff:
    def test_without_a_range_compares_the_change_request_and_says_so(self, repository, monkeypatch, capsys):
        monkeypatch.setenv("CHANGE_TARGET", "main")
        repository.write({"bot.py": CALL.format(model="gpt-4")})  # what is not committed is no part of it
        assert main(["diff"]) == 3
        printed = capsys.readouterr()
        assert printed.err.startswith("Jenkins: refs/remotes/origin/main (")
        assert "gpt-4o-mini -> gpt-4-turbo" in printed.out

    def test_of_an_explicit_range_or_the_index_is_what_it_says(self, repository, monkeypatch, capsys):
        monkeypatch.setenv("CHANGE_TARGET", "main")
        assert main(["diff", "HEAD..HEAD"]) == 0
        assert main(["diff", "--staged"]) == 0
        assert "Jenkins" not in capsys.readouterr().err

    def test_of_every_forge_says_the_same(self, repository, monkeypatch, capsys):
        base, head = sha(repository, "origin/main"), sha(repository, "HEAD")
        main(["diff", f"{base}..{head}", "--format", "json"])
        wanted = capsys.readouterr().out
        for variables in (
            gitlab(repository),
            {**BITBUCKET, "BITBUCKET_PR_DESTINATION_COMMIT": base[:12], "BITBUCKET_COMMIT": head},
            {**AZURE, "SYSTEM_PULLREQUEST_SOURCECOMMITID": head},
            {"CHANGE_TARGET": "main"},
        ):
            with monkeypatch.context() as patch:
                for name, value in variables.items():
                    patch.setenv(name, value)
                assert main(["diff", "--format", "json"]) == 3
            assert capsys.readouterr().out == wanted
