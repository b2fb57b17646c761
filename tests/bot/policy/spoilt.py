"""The shipped policy with something in it spoilt, and the whole of what is then told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHIPPED = Path(__file__).parents[3] / "policies.yaml"
IN_THREAT = "    severity: 5\n"
BEFORE = "  - behaviour: private_info\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt:
    """What is replaced by what, the files beside the policy, and each problem with the text that it points at."""

    edits: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def also(self, was: str, becomes: str) -> "Spoilt":
        """The same with one more thing replaced."""
        return Spoilt(edits=(*self.edits, (was, becomes)), told=self.told, files=self.files)

    def beside(self, name: str, data: bytes) -> "Spoilt":
        """The same with a file beside the policy."""
        return Spoilt(edits=self.edits, told=self.told, files={**self.files, name: data})

    def written(self, folder: Path) -> Path:
        """The spoilt policy as a file, with those beside it."""
        text = SHIPPED.read_text(encoding="utf-8")
        for was, becomes in self.edits:
            assert was in text, f"the shipped policy no longer holds {was!r}"
            text = text.replace(was, becomes, 1)
        for name, data in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        file = folder / "policies.yaml"
        file.write_text(text, encoding="utf-8")
        return file


def spoilt(was: str, becomes: str, *told: tuple[str, str]) -> Spoilt:
    """The first of these words replaced by those."""
    return Spoilt(edits=((was, becomes),), told=told)


def in_a_rule(line: str, *told: tuple[str, str]) -> Spoilt:
    """A line more in the rule about threats."""
    lines = "".join(f"    {each}\n" for each in line.split("\n"))
    return spoilt(IN_THREAT, f"{IN_THREAT}{lines}", *told)


def another_rule(line: str, *told: tuple[str, str], name: str = "threat_at_night") -> Spoilt:
    """A rule more about threats, behind the other; without a name if that is empty."""
    named = f"    name: {name}\n" if name else ""
    rest = f'    title: Another\n    clauses: ["4.2"]\n    ladder: straight_to_hiding\n    {line}\n\n'
    return spoilt(BEFORE, f"  - behaviour: threat\n{named}{rest}{BEFORE}", *told)
