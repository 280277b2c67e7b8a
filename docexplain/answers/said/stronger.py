"""What is said where the default model answered since nobody chose one: what a stronger model costs."""

from __future__ import annotations

from docexplain.errors import ModelError
from docexplain.model.devices.room import Room, room_here
from docexplain.model.sources import catalogue, hub
from docexplain.model.sources.catalogue import Entry


def stronger_model(room: Room | None = None) -> str:
    """The smallest model of the catalogue that is larger than the default one, or the largest that is here, in a
    sentence; empty where none fits.

    Args:
        room: the memory; None: of this machine.
    """
    room = room or room_here()
    fitting = [entry for entry in catalogue.entries()[1:] if room.fits(entry.parameters) == "whole"]
    here = [entry for entry in fitting if _is_here(entry)]
    if not fitting:
        return ""
    entry = here[-1] if here else fitting[0]
    cost = "it is on this machine" if here else f"{entry.download / 1e9:.1f} GB to fetch"
    return f"The default model is small and often wrong. A stronger one: {entry.id}, {cost}, fits this machine."


def _is_here(entry: Entry) -> bool:
    try:
        return hub.find(entry.fetched_as, offline=True) is not None
    except ModelError:
        return False
