"""What a file is, from its path alone: a test, a document, vendored code, a workflow, infrastructure."""

from __future__ import annotations

import re
from functools import lru_cache

from finops_gate.model.setting import Role

_TEST_FOLDERS = frozenset(
    """
    test tests __tests__ spec specs e2e mock mocks __mocks__ fixtures fixture __fixtures__ __snapshots__
    testdata test-data test_data testing cypress unittests unit_tests integration_tests
    """.split()
)
_TEST_FOLDER = re.compile(r"[_-]tests?$")
_TEST_NAME = re.compile(
    r"^(?:test_.*|conftest|(?:\w+_)?(?:unit|integration\w*)?_?tests?)\.py$|_test\.(?:py|go|rb|exs|dart|cc)$|[._-](?:test|spec|stories|cy|vitest|e2e|e2e-spec|bench|servertest|clienttest)\.[cm]?[jt]sx?$|"
    r"_spec\.rb$|(?:Test|Tests|IT|ITCase|Spec)\.(?:java|kt|cs|php|swift|scala|groovy)$|\.snap$|_test\.exs$"
)
_DOC_NAME = re.compile(
    r"\.(?:md|mdx|markdown|rst|adoc|asciidoc|org|tex|html?)$|^(?:readme|changelog|license|notice|contributing)(?:\.|$)",
    re.IGNORECASE,
)
_VENDORED = frozenset(
    """
    node_modules vendor third_party .venv venv site-packages bower_components
    """.split()
)
_GENERATED = re.compile(
    r"(?:^|/)dist/.*\.[cm]?js$|\.min\.js$|\.bundle\.js$|\.map$|\.pb\.go$|_pb2\.py$|\.lock$|(?:^|/)(?:package-lock\.json|pnpm-lock\.yaml|npm-shrinkwrap\.json)$"
)
_INFRA = re.compile(
    r"\.(?:tf|tfvars|bicep|bicepparam|hcl)$|(?:^|/)(?:charts?|helm|k8s|kubernetes|manifests?|deploy(?:ment)?s?|infra(?:structure)?|terraform|kustomize|operator)/"
    r"|(?:^|/)(?:values[^/]*|docker-compose[^/]*|compose[^/]*|chart|kustomization|template|serverless|skaffold)\.ya?ml$"
    r"|(?:^|/)(?:main|azuredeploy)\.parameters\.json$|(?:^|/)(?:dockerfile|containerfile)[^/]*$|\.dockerfile$",
    re.IGNORECASE,
)
_WORKFLOW = re.compile(
    r"(?:^|/)\.github/(?!values)|(?:^|/)action\.ya?ml$|(?:^|/)\.gitlab-ci\.ya?ml$|(?:^|/)(?:cloudbuild|azure-pipelines|bitbucket-pipelines)[^/]*\.ya?ml$|(?:^|/)\.circleci/"
)


@lru_cache(maxsize=8192)
def mention(path: str) -> str:
    """Why nothing in this file spends: ``test``, ``doc``, ``vendored``, ``generated``; empty when it may."""
    folders = path.split("/")
    name = folders.pop()
    lowered = [folder.lower() for folder in folders]
    if any(folder in _VENDORED for folder in lowered):
        return "vendored"
    if any(folder in _TEST_FOLDERS or _TEST_FOLDER.search(folder) for folder in lowered) or _TEST_NAME.search(name):
        return "test"
    if _DOC_NAME.search(name):
        return "doc"
    if _GENERATED.search(path):
        return "generated"
    return ""


@lru_cache(maxsize=8192)
def role(path: str) -> Role | None:
    """The role that a configuration file gives to its values; None when the file says nothing of it."""
    if _WORKFLOW.search(path):
        return Role.CI_WORKFLOW
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith(".env") or name.endswith(".env") or ".env." in name:
        return Role.ENV_FILE
    if _INFRA.search(path):
        return Role.INFRA_MANIFEST
    return None


def never_read(path: str) -> bool:
    """True for vendored and generated code and for documents, whatever detector there may be."""
    return mention(path) in ("vendored", "generated", "doc")
