"""The YAML reader against a parser: what PyYAML composes, the reader finds, on the same lines."""

from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from finops_gate.detect.syntax.indented import read_yaml
from finops_gate.detect.syntax.outline import UnreadableError

PLAIN = st.text(st.sampled_from("abcxyz019-_./:#'\"{}[],&*!|>%@` é"), max_size=12)
VALUES = st.recursive(
    st.one_of(PLAIN, st.integers(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b b", "c-d", "e.f/g"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def leaves(text):
    return sorted(
        (leaf.key, " ".join(leaf.value.split()), leaf.line) for leaf in read_yaml(text).leaves if leaf.value.strip()
    )


def composed(text):
    found = []
    stack = [(document, "") for document in yaml.compose_all(text, Loader=yaml.SafeLoader) if document is not None]
    while stack:
        node, key = stack.pop()
        if isinstance(node, yaml.MappingNode):
            stack += [(value, name.value) for name, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            stack += [(value, "") for value in node.value]
        elif node.value.strip():
            below = 1 if node.style in ("|", ">") else 0
            found.append((key, " ".join(node.value.split()), node.start_mark.line + 1 + below))
    return sorted(found)


@given(value=VALUES, flow=st.sampled_from([False, None, True]))
def test_what_a_writer_writes_the_reader_reads(value, flow):
    text = yaml.safe_dump({"top": value}, default_flow_style=flow, allow_unicode=True, width=10_000)
    assert leaves(text) == composed(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb:\n  c: 2\n  d:\n  - e\n  - f: g\n    h: i\n",
        "- - a\n  - b\n- c: d\n",
        "a:\n- b\n-\n  c: d\ne: f\n",
        "a: |\n  x\n\n   y\nb: >-\n  z\nc: d\n",
        "a: b\n  c d\n  e\nf: g\n",
        "a: 'it''s'\nb: \"x\\ty\"\nc: 'long\n  text'\nd: e\n",
        "'a b': c\n\"d\": e\n",
        "a: {b: c, d: [e, f: g]}\nh: [i,\n  j, # k\n  l]\nm: n\n",
        "a: http://b.c:80/d#e # f\nb: c:d\n",
        "---\na: b\n...\n---\nc: d\n--- {e: f}\n",
        "a: !!str b\nc: !x {d: e}\n",
        "a:\n  - b: |\n      c\n    d: e\n",
        "a: &x b\nc: &y\n  d: e\n",
        "a: ${{ b || 'c' }}\n",
        "%YAML 1.1\n---\na: b\n",
        "a:\n\n  # c\n  b: d\n",
        '{"a": {"b": ["c", 1, null]}, "d": "e\\u0041"}\n',
        "[a, b]\n",
    ],
)
def test_forms_of_yaml(text):
    assert leaves(text) == composed(text)


def test_aliases_of_scalars_are_resolved_and_never_multiply():
    bomb = "a: &a lol\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghi"))
    outline = read_yaml(bomb)
    assert len(outline.leaves) < 30
    assert [leaf.value for leaf in outline.leaves[:3]] == ["lol", "lol", "lol"]


def test_templates_are_stepped_over_and_kept_in_values():
    text = "{{- if .x }}\na: {{ .b | quote }}\n{{/* c: d\n e: f */}}\n"
    text += '{{ include "x" . }}: g\n{% raw %}\nh: {{ i }}: j\n{{- end }}\n'
    assert leaves(text) == [("a", "{{ .b | quote }}", 2), ("h", "{{ i }}: j", 7), ('{{ include "x" . }}', "g", 5)]


def test_comment_of_a_template_without_end_hides_nothing():
    assert ("b", "c", 2) in leaves("{{/* a\nb: c\n")
    assert leaves("a: '/*'\nb: c\n") == [("a", "/*", 1), ("b", "c", 2)]


def test_text_that_is_no_yaml_costs_only_itself():
    assert leaves('just words\nmore words\na: b\n"quoted" text\n\'open\n') == [("a", "b", 3)]


def test_deeper_than_the_limit_is_unreadable():
    with pytest.raises(UnreadableError, match="nests too deeply"):
        read_yaml("".join(f"{' ' * level}a:\n" for level in range(200)))
