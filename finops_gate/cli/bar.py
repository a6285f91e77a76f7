"""A progress bar for what reads a whole tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a progress bar appears: most scans are done by then."""


class Bar:
    """A progress bar on standard error, where somebody watches and waits; rich is imported only then."""

    def __init__(self, watched: bool, clock: Callable[[], float] | None = None) -> None:
        from time import monotonic

        self._watched = watched
        self._clock = clock or monotonic
        self._begun = self._clock()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def show(self, done: int, total: int) -> None:
        """Called again and again while the scan goes on."""
        if not self._watched or self._clock() - self._begun < PATIENCE:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.add_task("scanning", total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
