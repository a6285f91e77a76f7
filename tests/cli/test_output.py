"""Standard output is the report; how it looks follows from what it is written to."""

import io
import os

import pytest

from finops_gate.cli.output import NOWHERE, Terminal, log, say, terminal


class Screen(io.StringIO):
    def __init__(self, is_terminal=True, descriptor=None):
        super().__init__()
        self.is_terminal = is_terminal
        self.descriptor = descriptor

    def isatty(self):
        return self.is_terminal

    def fileno(self):
        if self.descriptor is None:
            raise io.UnsupportedOperation("no file")
        return self.descriptor


@pytest.mark.parametrize(
    ("is_terminal", "environment", "no_color", "wanted"),
    [
        (True, {"COLUMNS": "120"}, False, Terminal(120, True)),
        (True, {"COLUMNS": "120", "NO_COLOR": "1"}, False, Terminal(120, False)),
        (True, {"COLUMNS": "120", "NO_COLOR": ""}, False, Terminal(120, True)),
        (True, {"COLUMNS": "120", "NO_COLOR": "1", "FORCE_COLOR": "1"}, False, Terminal(120, False)),
        (True, {"COLUMNS": "120"}, True, Terminal(120, False)),
        (True, {"COLUMNS": "120", "TERM": "dumb"}, False, Terminal(120, False)),
        (True, {"COLUMNS": "wide"}, False, Terminal(100, True)),
        (True, {"COLUMNS": "0"}, False, Terminal(100, True)),
        (False, {"COLUMNS": "120"}, False, NOWHERE),
        (False, {"FORCE_COLOR": "0"}, False, NOWHERE),
        (False, {"FORCE_COLOR": "1"}, False, Terminal(100, True)),
        (False, {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, False, Terminal(100, True)),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, NOWHERE),
    ],
)
def test_terminal_is_what_stream_and_environment_say(is_terminal, environment, no_color, wanted):
    assert terminal(Screen(is_terminal), environment, no_color=no_color) == wanted


def test_width_is_the_terminals_own():
    main, sub = os.openpty()
    try:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 77, 0, 0))
        assert terminal(Screen(descriptor=sub), {}) == Terminal(77, True)
    finally:
        os.close(main)
        os.close(sub)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_closed_pipe_ends_nothing(name, monkeypatch):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as stream:
        monkeypatch.setattr("sys." + name, stream)
        write = {"stdout": say, "stderr": log}[name]
        write("x")
        write("what follows goes nowhere")
