"""pyproject.toml, requirements.lock and environment.yml describe the same environment."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    requirements = map(Requirement, [*project["dependencies"], *extras])
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def locked():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    versions = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(Version(version))
    return versions


def conda():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [line for line in listed if isinstance(line, str) and line != "pip"]
    by_pip = [line for block in listed if isinstance(block, dict) for line in block["pip"] if not line.startswith("-")]
    requirements = map(Requirement, plain + by_pip)
    return {canonicalize_name(CONDA_NAMES.get(each.name, each.name)): each.specifier for each in requirements}


def test_the_lock_holds_a_version_within_the_bounds_of_every_declared_package():
    versions = locked()
    missing = {name for name in declared() if name not in versions}
    outside = {name for name, bound in declared().items() for version in versions.get(name, []) if version not in bound}
    assert (missing, outside) == (set(), set())


def test_conda_names_the_same_packages_with_the_same_bounds():
    described = conda()
    python = described.pop("python")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert python == Requirement(f"python{project['requires-python']}").specifier
    assert described == declared()


def test_every_locked_package_has_a_hash_and_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "index-url" not in text
