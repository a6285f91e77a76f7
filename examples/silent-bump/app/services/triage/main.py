"""Sorts tickets. No line here, and no line of the repository, names a model."""

from magentic import prompt


@prompt("Which team should answer this ticket? {ticket}")
def team_for(ticket: str) -> str: ...


@prompt("Summarise this ticket in two sentences: {ticket}")
def summary_of(ticket: str) -> str: ...
