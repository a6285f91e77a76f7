"""Two sides of files and a tree around them: what the changed files only name is looked for, and no more than that."""

from finops_gate.app.changes import FILES, ROUNDS, changes_between, compare, own_sites, read, resolved, sites_of

CALL = b"from openai import OpenAI\n\nOpenAI().chat.completions.create(model=%s, messages=[])\n"


class Tree:
    """An unchanged tree in memory, that remembers what it was asked for."""

    def __init__(self, **files):
        self.files = {path.replace("__", "/").replace("_py", ".py"): text for path, text in files.items()}
        self.asked = []

    def __call__(self, words):
        self.asked.append(list(words))
        return {path: text for path, text in self.files.items() if any(word.encode() in text for word in words)}


def values(before, after, *trees):
    rows = compare(read(before).found, read(after).found, *trees)
    return [(row.status.value, row.before and row.before.value, row.after and row.after.value) for row in rows]


def test_files_alone_are_compared_as_all_there_is():
    (row,) = changes_between({"a.py": CALL % b'"gpt-4o-mini"'}, {"a.py": CALL % b'"gpt-4o"'})
    assert (row.before.value, row.after.value) == ("gpt-4o-mini", "gpt-4o")
    assert [site.path for site in sites_of({"a.py": CALL % b'"gpt-4o"'})] == ["a.py"]


def test_constant_of_an_unchanged_file_is_found_by_its_name():
    tree = Tree(models_py=b'CHEAP_MODEL = "gpt-4o-mini"\nBEST_MODEL = "gpt-4o"\n')
    before, after = CALL % b"CHEAP_MODEL", CALL % b"BEST_MODEL"
    assert values({"a.py": before}, {"a.py": after}, tree, tree) == [("modified", "gpt-4o-mini", "gpt-4o")]
    assert ["BEST_MODEL"] in tree.asked


def test_search_goes_on_from_what_it_brought_and_ends():
    chain = {f"m{at}_py": b"STEP_%d = STEP_%d  # model\nmodel = STEP_%d\n" % (at, at + 1, at) for at in range(9)}
    tree = Tree(**chain)
    own = read({"a.py": CALL % b"STEP_0"}).found
    resolved(own, tree)
    assert len(tree.asked) <= ROUNDS


def test_each_word_is_asked_for_once_and_an_empty_answer_ends_it():
    tree = Tree()
    resolved(read({"a.py": CALL % b"BEST_MODEL"}).found, tree)
    assert tree.asked == [["BEST_MODEL"]]


def test_tests_documents_and_changed_files_are_not_taken_from_the_tree():
    text = b'BEST_MODEL = "gpt-4o"\n'
    tree = Tree(tests__test_a_py=text, a_py=text)
    tree.files["notes.txt"] = text
    _, around = resolved(read({"a.py": CALL % b"BEST_MODEL"}).found, tree)
    assert around == {}


def test_no_more_files_are_read_than_a_constant_stands_in():
    tree = Tree(**{f"m{at:03}_py": b'BEST_MODEL = "gpt-4o"\n' for at in range(FILES * 2)})
    _, around = resolved(read({"a.py": CALL % b"BEST_MODEL"}).found, tree)
    assert len(around) == FILES


def test_unchanged_site_that_reads_a_changed_constant_is_its_reach():
    tree = Tree(bot_py=CALL % b"BEST_MODEL")
    before, after = {"m.py": b'BEST_MODEL = "gpt-4o-mini"\n'}, {"m.py": b'BEST_MODEL = "gpt-4o"\n'}
    (row,) = compare(read(before).found, read(after).found, tree, tree)
    assert [reach.location.path for reach in row.reaches] == ["bot.py"]
    (row,) = compare(read(before).found, read(after).found)
    assert row.reaches == ()


def test_file_that_cannot_be_read_is_told_beside_the_others():
    found = read({"a.py": CALL % b'"gpt-4o"', "b.py": b'model = "gpt-4o"\ndef f(:\n'})
    assert sorted(found.found) == ["a.py", "b.py"]
    assert [entry.path for entry in found.skipped] == ["b.py"]


def test_sites_of_the_tree_around_are_not_the_changes_own():
    own = read({"a.py": CALL % b"BEST_MODEL"}).found
    resolution, around = resolved(own, Tree(m_py=b'BEST_MODEL = "gpt-4o"\n'))
    assert list(around) == ["m.py"]
    assert [site.path for site in own_sites(resolution, own)] == ["a.py"]
