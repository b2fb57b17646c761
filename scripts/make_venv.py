"""Make the virtual environment that everything runs in, from pinned and hashed packages; says what is missing."""

import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)


def main() -> None:
    """`make_venv.py FOLDER LOCKFILE`: make FOLDER if need be and install what LOCKFILE pins, and section11 itself."""
    folder, lockfile = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.version_info < OLDEST:
        found = ".".join(str(n) for n in sys.version_info[:3])
        sys.exit(f"section11 needs Python 3.11 or newer; this is {found}. Try: make PYTHON=python3.11 …")
    python = folder / "bin" / "python"
    if not python.exists():
        print("setting up a virtual environment (once; a minute or two) …", flush=True)
        try:
            venv.create(folder, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("this Python can't make virtual environments; on Debian or Ubuntu: apt install python3-venv")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(lockfile)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], check=True)


if __name__ == "__main__":
    main()
