"""Cores and free memory in containers: files as the kernel writes them, in a folder of the test's own."""

from __future__ import annotations

import os

import pytest

from docexplain.common import machine

V2 = "35 24 0:30 {root} {mount} rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = "32 31 0:29 {root} {mount} rw,relatime - cgroup cgroup rw,{controller}\n"
UNLIMITED = 9223372036854771712


@pytest.fixture
def process(tmp_path):
    """Describes a process: where its groups are, and what their files say."""
    folder = tmp_path / "proc"
    folder.mkdir()

    def describe(groups, mountinfo, files):
        (folder / "cgroup").write_text(groups)
        (folder / "mountinfo").write_text("22 1 254:0 / / rw,relatime - ext4 /dev/root rw\n" + mountinfo)
        for name, text in files.items():
            file = tmp_path / "groups" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n")
        return folder

    return describe


def v2(process, tmp_path, files, *, own="/", root="/"):
    return process(f"0::{own}\n", V2.format(root=root, mount=tmp_path / "groups"), files)


def v1(process, tmp_path, files, *, own="/", root="/", controller="memory"):
    mount = V1.format(root=root, mount=tmp_path / "groups" / controller, controller=controller)
    return process(f"5:{controller}:{own}\n4:pids:/\n0::/\n", mount, files)


def limited(most, used, cached=0, folder=""):
    stat = f"anon {used}\ninactive_file {cached}\nactive_file 77"
    return {f"{folder}memory.max": most, f"{folder}memory.current": used, f"{folder}memory.stat": stat}


def limited_v1(most, used, cached=0, folder=""):
    stat = f"cache 9\ninactive_file 1\ntotal_inactive_file {cached}"
    here = f"memory/{folder}memory"
    return {f"{here}.limit_in_bytes": most, f"{here}.usage_in_bytes": used, f"{here}.stat": stat}


def test_without_a_limit_it_is_what_the_system_calls_available(process, tmp_path):
    lines = dict(line.split(":") for line in open("/proc/meminfo"))  # noqa: SIM115, PTH123
    available = int(lines["MemAvailable"].split()[0]) * 1024
    assert machine.free_memory(v2(process, tmp_path, limited("max", 2000))) == pytest.approx(available, rel=0.2)
    assert machine.free_memory(v1(process, tmp_path, limited_v1(UNLIMITED, 2000))) == pytest.approx(available, rel=0.2)
    assert machine.free_memory(tmp_path / "no such system") == pytest.approx(available, rel=0.2)


@pytest.mark.parametrize(
    ("most", "used", "cached", "free"), [(5000, 2000, 0, 3000), (5000, 2000, 400, 3400), (5000, 6000, 0, 0)]
)
@pytest.mark.parametrize(("describe", "files"), [(v2, limited), (v1, limited_v1)])
def test_a_container_has_no_more_than_its_limit_leaves(process, tmp_path, describe, files, most, used, cached, free):
    assert machine.free_memory(describe(process, tmp_path, files(most, used, cached))) == free


@pytest.mark.parametrize(("describe", "files"), [(v2, limited), (v1, limited_v1)])
@pytest.mark.parametrize(("outer", "inner", "free"), [(9000, 5000, 3000), (5000, 9000, 3000), (5000, UNLIMITED, 3000)])
def test_of_groups_in_groups_the_tightest_counts(process, tmp_path, describe, files, outer, inner, free):
    written = files(outer, 2000, folder="user.slice/") | files(inner, 2000, folder="user.slice/job 1/")
    assert machine.free_memory(describe(process, tmp_path, written, own="/user.slice/job 1")) == free


def test_a_group_beside_ours_does_not_count(process, tmp_path):
    written = limited(9000, 2000, folder="ours/") | limited(10, 5, folder="theirs/")
    assert machine.free_memory(v2(process, tmp_path, written, own="/ours")) == 7000


@pytest.mark.parametrize("own", ["/docker/abc", "/docker/abc/job", "/elsewhere"])
def test_a_container_that_sees_its_own_group_at_the_root(process, tmp_path, own):
    written = limited(5000, 2000) | limited(4000, 2000, folder="job/")
    expected = 2000 if own.endswith("job") else 3000
    assert machine.free_memory(v2(process, tmp_path, written, own=own, root="/docker/abc")) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 4),
        ({"cpu.max": "150000 100000"}, 2),
        ({"cpu.max": "max 100000"}, 4),
        ({"cpu.max": "1000 100000"}, 1),
        ({"cpu.max": "300000 100000", "job/cpu.max": "200000 100000"}, 2),
        ({"cpu.max": "200000 100000", "job/cpu.max": "max 100000"}, 2),
    ],
)
def test_cores_of_a_container(process, tmp_path, monkeypatch, files, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    assert machine.cores(v2(process, tmp_path, files, own="/job")) == expected


@pytest.mark.parametrize(("quota", "expected"), [("300000", 3), ("-1", 4)])
def test_cores_of_a_container_of_the_older_kind(process, tmp_path, monkeypatch, quota, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    files = {"cpu/job/cpu.cfs_quota_us": quota, "cpu/job/cpu.cfs_period_us": "100000"}
    assert machine.cores(v1(process, tmp_path, files, own="/job", controller="cpu")) == expected
