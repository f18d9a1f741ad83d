"""Builds `.venv` and the `.mo` files: run as a file, on a bare Python, by the Makefile.

Only the standard library, and no syntax newer than Python 3.6: an old Python has to get far enough
to say that it is too old. Whatever goes wrong is one line on stderr; pip's own words are kept in
`var/log/pip.log`.
"""

import fcntl
import hashlib
import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 13)
ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements" / "dev.txt"
VENV = ROOT / ".venv"
LOGS = ROOT / "var" / "log"
LOCK = ROOT / "var" / "bootstrap.lock"

# What pip's output shows -> what to tell. The first that matches wins: a full disk also breaks the
# compiler, and a build that cannot fetch its tools looks like a broken build.
PIP_FAILURES = (
    (r"No space left on device|Disk quota exceeded", "the disk is full: pip could not write"),
    (
        r"DO NOT MATCH THE HASHES",
        "a downloaded package does not match its hash in requirements/dev.txt: "
        "try again, or run `make lock` if the change is wanted",
    ),
    (
        r"Python\.h: No such file",
        "the headers of Python are missing: install python3-dev (Debian, Ubuntu) "
        "or python3-devel (Fedora)",
    ),
    (
        r"command '[^']*(?:gcc|cc|clang)[^']*' failed|command '[^']*' not found"
        r"|No such file or directory: '[^']*(?:gcc|cc|clang)[^']*'|no acceptable C compiler"
        r"|(?:gcc|cc|make): (?:command )?not found|No such file or directory: 'make'",
        "a package has to be compiled and there is no working compiler: install build-essential "
        "and python3-dev (Debian, Ubuntu) or gcc, make and python3-devel (Fedora)",
    ),
    (
        r"ProxyError|Cannot connect to proxy|Proxy Authentication Required",
        "the proxy refuses pip{host}: check HTTPS_PROXY",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "the certificate of the package index is not trusted{host}: "
        "set PIP_CERT to your certificate bundle",
    ),
    (
        r"Failed to establish a new connection|Connection refused|NewConnectionError"
        r"|Temporary failure in name resolution|Name or service not known"
        r"|nodename nor servname|Network is unreachable|No route to host|ConnectTimeoutError"
        r"|ReadTimeoutError|Read timed out|ConnectionResetError|Connection aborted",
        "the package index cannot be reached{host}: "
        "check the network, or set PIP_INDEX_URL to an index that can be",
    ),
    (
        r"Could not find a version that satisfies the requirement (?P<what>\S+)"
        r"|No matching distribution found for (?P<what2>\S+)",
        "the package index has no {what} for this Python: "
        "is it reachable, and is it complete? (PIP_INDEX_URL)",
    ),
)


class Failure(Exception):
    """Its text is the one line that the user reads."""


def explain(output: str) -> str:
    """pip's output -> one sentence: what is wrong and what to do about it."""
    host = re.search(r"host='([^']+)'", output)
    for pattern, sentence in PIP_FAILURES:
        found = re.search(pattern, output)
        if found:
            what = [value for value in found.groupdict().values() if value]
            return sentence.format(
                host=f" ({host.group(1)})" if host else "",
                what=what[0] if what else "",
            )
    return "pip failed: " + last_words(output)


def explain_venv(output: str) -> str:
    """The output of `python -m venv` -> one sentence."""
    if "ensurepip" in output or "No module named venv" in output:
        version = "{}.{}".format(*sys.version_info[:2])
        return (
            "this Python cannot make virtual environments: install python3-venv "
            f"(Debian, Ubuntu: apt install python{version}-venv)"
        )
    if "No space left on device" in output:
        return "the disk is full: .venv could not be made"
    return ".venv could not be made: " + last_words(output)


def last_words(output: str) -> str:
    """The last line that is an error, else the last one: pip likes to end on a hint."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR:", "Error:"))]
    return (errors or lines or ["no reason given"])[-1]


def run(argv: "list[str]", log: Path) -> "tuple[int, str]":
    """Exit code and everything that was said, which can be read in `log` while it runs."""
    with log.open("wb") as output:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    return done.returncode, log.read_text(encoding="utf-8", errors="replace")


def check_version(version: "tuple[int, ...]") -> None:
    """Raises `Failure` for a Python that this project is not tested with."""
    have = ".".join(str(number) for number in version[:3])
    if version[:2] < OLDEST:
        raise Failure(
            "Python " + have + " is too old: 3.11, 3.12 or 3.13 is needed "
            "(another one: make run PYTHON=python3.12)"
        )
    if version[:2] > NEWEST:
        raise Failure(
            "Python " + have + " is untested here: use 3.11, 3.12 or 3.13 "
            "(another one: make run PYTHON=python3.13)"
        )


def wanted_stamp() -> str:
    """What a finished `.venv` was made from."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return "python {}.{} {}\n".format(*sys.version_info[:2], digest)


def is_ready() -> bool:
    """Whether `.venv` is finished, up to date, and its Python still exists."""
    try:
        stamp = (VENV / "stamp").read_text()
    except OSError:
        return False
    return stamp == wanted_stamp() and (VENV / "bin" / "python").exists()


def build_venv() -> None:
    """`.venv` from nothing; the stamp comes last, so a half-built one is built again."""
    print("building .venv with Python {}.{} ...".format(*sys.version_info[:2]), flush=True)
    code, output = run([sys.executable, "-m", "venv", "--clear", str(VENV)], LOGS / "venv.log")
    if code:
        raise Failure(explain_venv(output))
    print("installing the packages (the first time takes a minute or two) ...", flush=True)
    install = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes"]
    quiet = ["--no-input", "--progress-bar", "off", "--disable-pip-version-check"]
    log = LOGS / "pip.log"
    code, output = run([*install, *quiet, "-r", str(REQUIREMENTS)], log)
    if code:
        raise Failure(f"{explain(output)} [all of it: {log.relative_to(ROOT)}]")
    (VENV / "stamp").write_text(wanted_stamp())


def compile_messages() -> None:
    """Every `.po` under `locale/` whose `.mo` is missing or older -> `.mo`."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        pybabel = [str(VENV / "bin" / "python"), "-m", "babel.messages.frontend", "compile"]
        code, output = run([*pybabel, "-i", str(source), "-o", str(target)], LOGS / "messages.log")
        if code or not target.exists():
            raise Failure(f"{source.relative_to(ROOT)} does not compile: {last_words(output)}")


def main() -> int:
    """Exit code: 0 when `.venv` and the `.mo` files are there."""
    try:
        check_version(sys.version_info[:3])
        LOGS.mkdir(parents=True, exist_ok=True)
        with LOCK.open("w") as lock:  # two makes at once: the second waits for the first
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_ready():
                build_venv()
            compile_messages()
    except Failure as error:
        print("hotel-agent: " + str(error), file=sys.stderr)
        return 1
    except OSError as error:
        print("hotel-agent: cannot prepare .venv: " + str(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
