"""An app that works in the background: one job at a time, in a worker thread, ending in exactly one message."""

from __future__ import annotations

from functools import partial

from textual.app import App

from tui import worker
from tui.widgets import Status
from tui.worker import Running


class WorkingApp(App[None]):
    """Starts and stops jobs and says so in the status line."""

    def __init__(self) -> None:
        super().__init__()
        self.job: Running | None = None
        """What is under way."""
        # Kept by name: a query looks at the top screen only, which may be the help.
        self.status = Status()
        self._quitting = False

    def start(self, job: worker.Job, running: Running, step: str) -> None:
        """Begin a job; none must be under way."""
        self.job = running
        self.status.begin(step)
        self.refresh_bindings()
        self.run_worker(partial(worker.run, job, self.post_message, running.cancel), thread=True, exit_on_error=False)

    def finish(self) -> Running:
        """The job's last message is here."""
        running, self.job = self.job or Running(), None
        self.refresh_bindings()
        if self._quitting:
            self.exit()
        return running

    def refresh_bindings(self) -> None:
        """Draw the footer again; the last message of a job may come while the app is closing."""
        if self.screen_stack:
            super().refresh_bindings()

    def is_busy(self) -> bool:
        """Whether a job is under way, after saying so."""
        if self.job is not None:
            self.status.busy("Still busy: wait for it to finish, or stop it.")
        return self.job is not None

    def say(self, text: str) -> None:
        """Tell the user something, beside what is running."""
        self.status.end(text) if self.job is None else self.status.busy(text)

    def stop_job(self) -> None:
        """Cancel the job, which ends in its own time in one message."""
        if self.job is not None:
            self.job.cancel.set()
            self.status.stopping("stopping")

    async def action_quit(self) -> None:
        """Quit, after stopping what runs; a second time without waiting for it."""
        if self.job is None or self._quitting:
            self.exit()
        else:
            self._quitting = True
            self.job.cancel.set()
            self.status.stopping("stopping, then quitting")

    def on_unmount(self) -> None:
        """Whatever ended the app, no job runs on for nobody."""
        if self.job is not None:
            self.job.cancel.set()
