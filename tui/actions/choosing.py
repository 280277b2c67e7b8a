"""Choosing: another model, settings, keys and colours."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from textual import on
from textual.message import Message

from docexplain.answers.model_names import model_called
from docexplain.session import Notice, Session
from docexplain.session.settings.holding import Source
from docexplain.session.settings.user_settings import Changes, UserSettings
from tui import jobs
from tui.actions.desk import Desk
from tui.dialogs.models import ModelChosen, ModelsDialog
from tui.jobs.settings import Job, finding_models, saving
from tui.messages import Failed, Happened, ModelsFound, Prepared, SettingsHeld, Warmed
from tui.screens.settings.screen import SettingsScreen
from tui.view.settings.keymap import keyed, keymap
from tui.view.settings.themes import OWN, THEMES


class Choosing(Desk):
    """What a user chooses for more than one answer."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        for theme in OWN:
            self.register_theme(theme)
        self._given: Mapping[str, str] = {}
        self._model: str | None = None
        self._changing: tuple[ModelChosen, str | None] | None = None
        """The model that is being loaded, and the one before."""
        self._told: tuple[str, ...] = ()

    def take(self, settings: UserSettings, given: Mapping[str, str], model: str | None) -> None:
        """Begin with the user's settings.

        Args:
            given: what was given on the command line, by the keys of settings.
            model: the name of the model that answers; None: the default one.
        """
        self._given, self._model = given, model
        self._apply(settings)
        self._told = (*settings.unknown, *keymap(settings.keys).problems)

    @on(Prepared)
    def _tell(self) -> None:
        """Say what in the settings does nothing."""
        for sentence in self._told:
            self.status.notice(sentence)

    def _apply(self, settings: UserSettings) -> None:
        if settings.theme is not None and THEMES[settings.theme] != self.theme:
            self.theme = THEMES[settings.theme]
        if settings.read is not None and "read" not in self._given:
            self.read = int(settings.read) if settings.read.isdecimal() else settings.read
        chosen = keymap(settings.keys)
        self.actions = keyed(chosen)
        self.set_keymap(chosen.keys)
        self.name_keys()

    def _beside_all(self, job: Job) -> None:
        """In a thread that touches nothing of the session's."""

        def post(message: Message) -> object:
            if isinstance(message, Failed):  # the job of the session, if there is one, goes on
                message = Happened(Notice(message.sentence))
            return self.post_message(message)

        arguments = (job, post, threading.Event())
        threading.Thread(target=jobs.run, args=arguments, name="docexplain-settings", daemon=True).start()

    def action_next_theme(self) -> None:
        """The next of the themes."""
        names = list(THEMES)
        here = next((i for i, name in enumerate(names) if THEMES[name] == self.theme), -1)
        name = names[(here + 1) % len(names)]
        self.theme = THEMES[name]
        self.say(f"Theme {name}, until you quit: the settings (,) keep one.")

    def action_model(self) -> None:
        """Choose another model."""
        self.push_screen(ModelsDialog(self._model), self._change_model)
        self._beside_all(finding_models())

    @on(ModelsFound)
    def _found_models(self, message: ModelsFound) -> None:
        if isinstance(self.screen, ModelsDialog):
            self.screen.fill(message.models)

    def _change_model(self, chosen: ModelChosen | None) -> None:
        if chosen is None:
            return
        self.advice = None  # the user has chosen
        if chosen.name == self._model:
            self._keep(chosen)
            return
        self._changing = (chosen, self._model)
        self._load(chosen.name)
        self.say(f"Loading {_called(chosen.name)}: the next question goes to it.")

    def _load(self, model: str | None) -> None:
        self._model = model
        self.warmed = True
        self._cancel_beside.set()  # what loads the one before
        self.session.use_model(model)
        self.start_beside(jobs.warming(self.session))

    @on(Warmed)
    def _changed_model(self, message: Warmed) -> None:
        """One that can be used is kept where that is wanted; in place of another the one before answers again."""
        stopped = message.model is None and not message.problem
        if self._changing is None or stopped or message.cancelled.is_set():
            return
        (chosen, before), self._changing = self._changing, None
        if message.problem:
            self._load(before)
            self.say(f"Not changed: {_called(chosen.name)} cannot be used, {_called(before)} goes on answering.")
        else:
            self._keep(chosen)

    def _keep(self, chosen: ModelChosen) -> None:
        if chosen.keep:
            self._save({"model": chosen.name})

    def action_settings(self) -> None:
        """Show the settings, to change them."""
        self._beside_all(saving({}, self._given))

    @on(SettingsScreen.Save)
    def _save_settings(self, event: SettingsScreen.Save) -> None:
        self._save(event.changes)

    def _save(self, changes: Changes) -> None:
        self._beside_all(saving(changes, self._given))

    @on(SettingsScreen.ModelWanted)
    def _choose_for_settings(self) -> None:
        self.push_screen(ModelsDialog(self._model, lasting=True), self._put_model)
        self._beside_all(finding_models())

    def _put_model(self, chosen: ModelChosen | None) -> None:
        if chosen is not None and isinstance(self.screen, SettingsScreen):
            self.screen.choose_model(chosen.name)

    @on(SettingsHeld)
    def _held(self, message: SettingsHeld) -> None:
        screen = self.screen
        if message.problem:
            screen.failed(message.problem) if isinstance(screen, SettingsScreen) else self.say(message.problem)
            return
        if message.changes and message.settings is not None:
            self._apply(message.settings)
        if not message.changes:
            self.push_screen(SettingsScreen(message.held, message.keys, message.file))
        elif isinstance(screen, SettingsScreen):
            screen.saved(message.held, message.keys)
            if "model" in message.changes:
                self._follow_settings(message)

    def _follow_settings(self, message: SettingsHeld) -> None:
        """The model of the settings answers, if nothing goes before them."""
        held = next(each for each in message.held if each.setting.key == "model")
        if held.source in {Source.FILE, Source.DEFAULT}:
            self._change_model(ModelChosen(held.value if held.source is Source.FILE else None, keep=False))


def _called(name: str | None) -> str:
    return "the default model" if name is None else model_called(name)
