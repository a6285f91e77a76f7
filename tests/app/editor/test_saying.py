"""What is said of a document, by the workspace of a real repository and without a protocol."""

import html

import pytest

from finops_gate.app.editor import saying
from finops_gate.app.editor.text import Position, Span, Text
from finops_gate.app.editor.workspace import Workspace
from tests.fakes.repository import Repository

CODE = 'import openai\n\nopenai.chat.completions.create(model="gpt-4o", max_tokens=300)\n'
ROUTINE = 'version: 1\nfeatures:\n  bot: {paths: ["app/**"], routine: true}\n'
TERRAFORM = """resource "aws_instance" "llm" {
  instance_type = "p5.48xlarge"
}

resource "aws_eks_node_group" "gpu" {
  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 1
  }
  instance_types = ["g5.2xlarge"]
}
"""
ALL = Span(Position(0, 0), Position(1000, 0))


@pytest.fixture
def opened(tmp_path):
    """Opens a document of a repository with these files, as an editor does."""

    def open_it(path, text, **files):
        repository = Repository(tmp_path / "shop")
        repository.write({path: text, **files}).commit()
        workspace = Workspace(str(repository.root))
        known = workspace.take(path, workspace.whole(path, text.encode()))
        return workspace, known, Text(text)

    return open_it


def with_policy(policy):
    return {".finops-gate/policy.yaml": policy}


def labels(known, text):
    return [(hint.at.line, hint.label) for hint in saying.hints(known, text)]


def page(workspace, known, text, line):
    _, paragraphs = saying.page(known, text, Position(line, 0), workspace)
    return html.unescape("\n".join(paragraphs))


def test_a_machine_shows_its_hour_its_month_and_the_most_that_may_run(opened):
    _, known, text = opened("infra/gpu.tf", TERRAFORM)
    assert labels(known, text) == [
        (1, "$55.04/hour, $40,179.20/month"),
        (10, "$2.42/hour, $1,770 to $3,539/month"),
    ]


def test_a_machine_tells_its_price_history_and_what_serves_for_less(opened):
    workspace, known, text = opened("infra/gpu.tf", TERRAFORM)
    told = page(workspace, known, text, 1)
    assert told.startswith("**p5.48xlarge**: $55.04/hour")
    assert "- since launch until 2025-06-23: $98.32 / hour\n- 2025-06-23: $55.04 / hour" in told
    assert "advice (training-hardware-for-inference)" in told and "inf2.48xlarge" in told


def test_an_accelerator_that_scales_to_zero_has_an_hour_and_no_month(opened):
    code = 'import modal\n\napp = modal.App("x")\n\n\n@app.function(gpu="A100-40GB")\ndef run():\n    pass\n'
    _, known, text = opened("serve.py", code)
    ((line, label),) = labels(known, text)
    assert line == 5 and "/hour" in label and "month" not in label


def test_a_count_of_copies_without_hardware_is_no_price(opened):
    manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n"
    _, known, text = opened("web.yaml", manifest)
    assert labels(known, text) == []


def test_a_machine_that_nobody_prices_says_so(opened):
    _, known, text = opened("gpu.tf", TERRAFORM.replace("p5.48xlarge", "p99.metal"))
    assert (1, "price unknown") in labels(known, text)


def test_the_advised_model_can_be_taken(opened):
    workspace, known, text = opened("app/bot.py", CODE, **with_policy(ROUTINE))
    (proposal,) = saying.proposals(known, text, ALL, workspace)
    assert proposal.title.startswith("Switch to ") and "as oversized-model advises" in proposal.title
    assert proposal.rule == "oversized-model" and proposal.new in proposal.title
    start, end = text.offset(proposal.where.start), text.offset(proposal.where.end)
    assert text.source[start:end] == "gpt-4o"


def test_the_advised_model_is_written_as_the_present_one_is(opened):
    code = 'import litellm\n\nlitellm.completion(model="openai/gpt-4o", messages=[])\n'
    workspace, known, text = opened("app/bot.py", code, **with_policy(ROUTINE))
    (proposal,) = saying.proposals(known, text, ALL, workspace)
    assert proposal.new.startswith("openai/")


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        (CODE, ROUTINE.replace(", routine: true", "")),
        (CODE, f"{ROUTINE}rules:\n  oversized-model: off\n"),
        (CODE.replace(")\n", ")  # finops-gate: ignore[oversized-model] reason=measured\n"), ROUTINE),
    ],
)
def test_advice_that_nobody_wants_or_founds_is_no_action(opened, code, policy):
    workspace, known, text = opened("app/bot.py", code, **with_policy(policy))
    assert list(saying.proposals(known, text, ALL, workspace)) == []


def test_lines_above_move_a_machine_with_its_price(opened):
    workspace, known, text = opened("infra/gpu.tf", TERRAFORM)
    before = labels(known, text)
    moved = Text(f"# one\n# two\n{TERRAFORM}")
    workspace.at_once(known, moved.encoded)
    assert labels(known, moved) == [(line + 2, label) for line, label in before]


def test_a_closed_document_is_read_from_the_disk_again(opened):
    workspace, _, _ = opened("app/bot.py", CODE)
    edited = CODE.replace("gpt-4o", "gpt-4-turbo")
    workspace.take("app/bot.py", workspace.whole("app/bot.py", edited.encode()))
    verdict = workspace.verdict({"app/bot.py": edited.encode()})
    assert verdict.rows
    workspace.close("app/bot.py")
    assert workspace.documents == {} and not workspace.verdict({}).rows
