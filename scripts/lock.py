"""Pin every dependency with its hashes again: `make lock`, after a change in pyproject.toml."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PINNER = "uv==0.13.9"
COMPILE = ["pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
COMPILE += ["--no-emit-index-url", "--extra", "postgresql"]
LOCKS = [
    ["--group", "build", "--output-file", "requirements.lock"],
    ["--group", "dev", "--constraints", "requirements.lock", "--output-file", "requirements-dev.lock"],
]


def main() -> None:
    """Write requirements.lock and requirements-dev.lock; any argument is handed on (`--upgrade`)."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pinner = Path(folder, "bin")
        subprocess.run([pinner / "pip", "install", "--quiet", PINNER], check=True)
        for lock in LOCKS:
            subprocess.run([pinner / "uv", *COMPILE, *sys.argv[1:], *lock, "pyproject.toml"], check=True)


if __name__ == "__main__":
    main()
