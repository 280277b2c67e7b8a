"""Every requirement in pyproject.toml is pinned in constraints.txt, within its range, on every system."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "constraints.txt").read_text().splitlines()
PINS = [Requirement(line) for line in LINES if not line.startswith("#")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = [
    (where, Requirement(text))
    for where, group in {"dependencies": PROJECT["dependencies"], **EXTRAS}.items()
    for text in group
]
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"},
    "Darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"},
}
COMMON = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_each_requirement_has_one_pin_within_its_range(system, python):
    here = {**COMMON, **SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.1"}
    pins: dict[str, list[str]] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(here):
            [specifier] = pin.specifier
            pins.setdefault(canonicalize_name(pin.name), []).append(specifier.version)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}
    for where, wanted in REQUIREMENTS:
        if wanted.name == PROJECT["name"]:
            assert wanted.extras <= EXTRAS.keys()
            continue
        [version] = pins.get(canonicalize_name(wanted.name), ["no pin"])
        assert wanted.specifier.contains(version), f"{where}: {wanted}, and {version} is pinned"


def test_pins_are_exact_and_name_no_index():
    assert len(PINS) > 50
    for pin in PINS:
        [specifier] = pin.specifier
        assert specifier.operator == "==", pin
        assert "*" not in specifier.version, pin
        assert (pin.url, pin.extras) == (None, set()), pin  # pip takes no constraint with either


def test_each_requirement_has_a_lower_bound_that_can_be_tested():
    for where, wanted in REQUIREMENTS:
        if wanted.name != PROJECT["name"]:
            assert [s.operator for s in wanted.specifier][:1] == [">="], f"{where}: {wanted}"


def test_python_versions_are_those_of_the_pins():
    classifiers = {c.rsplit(" ", 1)[-1] for c in PROJECT["classifiers"] if "Python :: 3." in c}
    assert classifiers == {"3.11", "3.12", "3.13"}
    assert PROJECT["requires-python"] == ">=3.11"
