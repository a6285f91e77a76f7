"""What a path alone says of a file."""

import pytest

from finops_gate.detect import places
from finops_gate.model.setting import Role


@pytest.mark.parametrize(
    "path",
    """
    tests/test_bot.py test/bot.ts src/__tests__/bot.ts spec/bot_spec.rb e2e/run.py pkg/bot_test.go src/bot.test.tsx
    src/bot.spec.js src/test/java/BotTest.java src/BotTests.cs BotIT.java conftest.py lib/bot_test.exs testdata/a.json
    tools/test_configs/gpu.yaml
    fixtures/answer.yaml integration_tests/a.py my-tests/a.py Bot.stories.tsx tools/test_index.ts
    Shop.Tests.Unit/Ask.cs src/Shop.ApiTest/app.json
    """.split(),
)
def test_tests(path):
    assert places.mention(path) == "test"


@pytest.mark.parametrize("path", "README.md docs/guide.mdx CHANGELOG notes.rst index.html LICENSE.txt".split())
def test_documents(path):
    assert places.mention(path) == "doc"


@pytest.mark.parametrize(
    "path", "lib/cli/generators/example_action.rb prompts/sample_2.py src/codegen/agent-example.ts".split()
)
def test_examples_that_a_model_reads_or_a_person_copies(path):
    assert places.mention(path) == "doc"
    assert not places.never_read(path)


@pytest.mark.parametrize(
    "path",
    "lib/generators/action.rb prompts/resampled.py examples/bot.py example_bot.py src/ABTest/a.cs latest/a.cs".split(),
)
def test_examples_that_run(path):
    assert places.mention(path) == ""


@pytest.mark.parametrize(
    "path",
    "node_modules/openai/index.js web/node_modules/x/y.ts vendor/x.com/x/y.go third_party/a.py .venv/lib/a.py".split(),
)
def test_vendored_code(path):
    assert places.mention(path) == "vendored"


@pytest.mark.parametrize(
    "path",
    "web/dist/app.js app.min.js go.pb.go x_pb2.py package-lock.json web/pnpm-lock.yaml poetry.lock app.js.map".split(),
)
def test_generated_code(path):
    assert places.mention(path) == "generated"


@pytest.mark.parametrize(
    "path",
    """
    app.py src/eval/judge.py src/scripts/run.py scripts/deploy.sh examples/manifest.yaml src/testing_tools.py
    contest/a.py src/latest.ts attestation.go src/protest/x.py docs/conf.py samples/app.ts benchmarks/run.py
    evals/config.yaml distribution/app.js prod/values.yaml
    """.split(),
)
def test_everything_else_may_spend(path):
    assert places.mention(path) == ""


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (".github/workflows/review.yml", Role.CI_WORKFLOW),
        ("action.yml", Role.CI_WORKFLOW),
        (".gitlab-ci.yml", Role.CI_WORKFLOW),
        ("cloudbuild.yaml", Role.CI_WORKFLOW),
        (".env", Role.ENV_FILE),
        ("deploy/.env.production", Role.ENV_FILE),
        ("app.env", Role.ENV_FILE),
        ("main.tf", Role.INFRA_MANIFEST),
        ("prod.tfvars", Role.INFRA_MANIFEST),
        ("infra/main.bicep", Role.INFRA_MANIFEST),
        ("charts/bot/values.yaml", Role.INFRA_MANIFEST),
        ("values-prod.yaml", Role.INFRA_MANIFEST),
        ("docker-compose.yml", Role.INFRA_MANIFEST),
        ("Dockerfile", Role.INFRA_MANIFEST),
        ("k8s/bot.yaml", Role.INFRA_MANIFEST),
        ("config/settings.yaml", None),
        ("app.py", None),
    ],
)
def test_the_role_that_a_configuration_file_gives(path, role):
    assert places.role(path) is role


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (".finops-gate/policy.yaml", "doc"),
        (".finops-gate/organisation.yaml", "doc"),
        (".finops-gate/prices/own.yaml", "doc"),
        (".finops-gate/models.yaml", ""),
        ("app/.finops-gate/policy.yaml", ""),
        ("policy.yaml", ""),
    ],
)
def test_what_governs_the_gate_spends_nothing_and_hides_nothing(path, why):
    assert places.mention(path) == why
