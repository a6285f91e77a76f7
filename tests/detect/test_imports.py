"""Whether a name that one file reads may be what another file defines."""

import pytest

from finops_gate.detect.imports import may_mean


@pytest.mark.parametrize(
    ("reader", "text", "reference", "definer"),
    [
        ("app/ask.py", "from app.config import LIMIT\n", "LIMIT", "app/config.py"),
        ("app/ask.py", "from app.config import (\n    PAGES,\n    LIMIT,\n)\n", "LIMIT", "app/config.py"),
        ("app/ask.py", "from .config import LIMIT\n", "LIMIT", "app/config.py"),
        ("app/ask.py", "from app import config\n", "config.LIMIT", "app/config.py"),
        ("app/ask.py", "import app.config as c\n", "c.LIMIT", "app/config.py"),
        ("app/ask.py", "from app.config import *\n", "LIMIT", "app/config.py"),
        ("app/ask.py", "from app import LIMIT\n", "LIMIT", "app/__init__.py"),
        ("app/ask.py", "from app.config import get\nsettings = get()\n", "settings.answer_length", "app/config.py"),
        ("src/ask.ts", 'import { a,\n  LIMIT } from "../shared/limits";\n', "LIMIT", "shared/limits.ts"),
        ("src/ask.ts", 'import { LIMIT } from "../shared";\n', "LIMIT", "shared/limits.ts"),
        ("src/ask.js", 'const { LIMIT } = require("./limits");\n', "LIMIT", "src/limits.js"),
        ("ask/ask.go", "", "LIMIT", "ask/limits.go"),
        ("ask/ask.go", "", "config.Limit", "internal/config/limits.go"),
        ("dev/Ask.java", "import static dev.acme.Limits.ANSWER;\n", "ANSWER", "dev/acme/Limits.java"),
        ("src/Ask.cs", "using Acme.Config;\n", "Limits.Answer", "src/Config/Limits.cs"),
    ],
)
def test_a_name_is_traced_to_the_file_that_is_imported_or_lies_beside(reader, text, reference, definer):
    assert may_mean(reader, text, reference, definer)


@pytest.mark.parametrize(
    ("reader", "text", "reference", "definer"),
    [
        ("app/ask.py", "from app.config import LIMIT\n", "LIMIT", "app/pages.py"),
        ("app/ask.py", "LIMIT = 3\n", "LIMIT", "app/pages.py"),
        ("ask.py", "from .config import LIMIT\n", "LIMIT", "pages.py"),
        ("src/ask.ts", 'import { LIMIT } from "./limits";\n', "LIMIT", "src/pages.ts"),
        ("ask/ask.go", "", "LIMIT", "pages/limits.go"),
        ("ask/ask.go", "", "config.Limit", "internal/pages/limits.go"),
    ],
)
def test_the_same_name_of_another_file_is_another_name(reader, text, reference, definer):
    assert not may_mean(reader, text, reference, definer)
