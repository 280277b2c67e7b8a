"""The line at the bottom: the keys that can be used now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.widgets import Footer, Static

from tui.view.keys import MOST_USED


class Key(Static):
    """A key and what it does. Clicked it does that whatever has the focus: the key may be a letter where one types."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Key {
        width: auto;
        height: 1;
        text-wrap: nowrap;
        background: $footer-item-background;
        pointer: pointer;
        &:hover { background: $block-hover-background; }
        &.-disabled { text-style: dim; }
    }
    """

    def __init__(self, offered: ActiveBinding, shown: str) -> None:
        key = (f" {shown} ", "bold $footer-key-foreground on $footer-key-background")
        label = (f"{offered.binding.description} ", "$footer-description-foreground")
        self.line = Content.assemble(key, label)
        super().__init__(self.line, markup=False, classes="" if offered.enabled else "-disabled")
        self._offered = offered
        self.tooltip = offered.tooltip or None

    async def on_click(self) -> None:
        """Do what the key does."""
        if self._offered.enabled:
            await self.app.run_action(self._offered.binding.action, self._offered.node)
        else:
            self.app.bell()


class Keys(Footer):
    """Whole keys: as many as there is room for, the most useful ones.

    Textual's footer makes all its keys anew whenever it is asked to look at them, with each move of the focus; this one
    when others are offered than it shows, seldom, as it takes longer than all else that a key does."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._made_of: object = None

    def compose(self) -> ComposeResult:
        """What there is room for, in the order of the bindings."""
        keys = [Key(each, self.app.get_key_display(each.binding)) for each in self._offered()]
        names = [each.binding.id for each in self._offered()]
        rank = {name: place for place, name in enumerate(MOST_USED)}
        room, fitting = self.app.size.width, set[Key]()
        for key, _ in sorted(zip(keys, names, strict=True), key=lambda each: rank.get(each[1] or "", len(rank))):
            if key.line.cell_length <= room:
                room -= key.line.cell_length
                fitting.add(key)
        yield from (key for key in keys if key in fitting)

    async def recompose(self) -> None:
        """Make the keys anew, if they are others, or there is another room for them."""
        if not self.is_attached:
            return  # the screen went meanwhile
        made_of = (
            self.app.size.width,
            [(each.binding, each.enabled, each.tooltip) for each in self._offered()],
        )
        if made_of != self._made_of:
            self._made_of = made_of
            await super().recompose()

    def on_resize(self) -> None:
        """There is another room."""
        self.call_after_refresh(self.recompose)

    def _offered(self) -> list[ActiveBinding]:
        """Each action once, by its first key."""
        shown = (each for each in self.screen.active_bindings.values() if each.binding.show)
        by_action: dict[str, ActiveBinding] = {}
        for each in shown:
            by_action.setdefault(each.binding.action, each)
        return list(by_action.values())
