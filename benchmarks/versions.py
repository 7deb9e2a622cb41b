"""Measure the comparison of versions: `python -m benchmarks.versions --data DIR`.

DIR/docs/NAME__…__DATE.md are dated versions of several policies. Each pair of neighbours is compared: do the changes
make the new text of the old one, is any clause that stayed told as changed? Then seeded edits of these policies: is
the kind named? Then two versions of 50,000 words: how long does it take, and how does it grow?
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.command_line import parser, run
from benchmarks.seeded_edits import Seeded, policies_and_edits
from ingest.clauses.clause import Clause
from ingest.clauses.split import split
from ingest.errors import UsageError
from ingest.policy import Policy
from ingest.read.policy_file import read_policy
from ingest.versions.change import Change, applied
from ingest.versions.compare import changes

SIZES = (12_500, 25_000, 50_000, 100_000)  # words


def main() -> None:
    """Print what is measured."""
    options = parser(__doc__)
    options.add_argument("--data", type=Path, required=True, metavar="DIR", help="where docs/ with dated versions lies")
    options.add_argument("--edits", type=int, default=200, help="seeded edits (%(default)s)")
    options.add_argument("--seed", type=int, default=0, help="of the edits (%(default)s)")
    options.add_argument("--show", action="store_true", help="print each edit whose kind is not named")
    given = options.parse_args()
    versions = list(dated(given.data))
    pairs([policies for policies in versions if len(policies) > 1])
    edits([policies[-1] for policies in versions], given.edits, given.seed, show=given.show)
    times([policies[-1] for policies in versions])


def dated(data: Path) -> Iterator[list[Policy]]:
    """The versions of each policy, oldest first: files of one name before their date."""
    policies: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((data / "docs").glob("*.md")):
        policies["__".join(path.stem.split("__")[:2])].append(path)
    if not policies:
        raise UsageError(f"no dated versions in {data / 'docs'}")
    for name, paths in policies.items():
        yield [read_policy(path, name) for path in paths]


def pairs(versions: Sequence[Sequence[Policy]]) -> None:
    """Compare neighbours: the new text is made of the old one, and no clause that stayed is told as changed."""
    compared, exact, alarms, stayed = 0, 0, 0, 0
    kinds: Counter[str] = Counter()
    for policies in versions:
        for old, new in pairwise(map(split, policies)):
            made = changes(old, new)
            kinds.update(change.kind for change in made)
            compared += 1
            exact += applied(old, made) == tuple(clause.text for clause in new)
            same = {clause.text for clause in old} & {clause.text for clause in new}
            stayed += len(same)
            alarms += len(false_alarms(made, same))
    print(f"{exact} of {compared} pairs: the changes make the new clauses of the old ones, character by character")
    print(f"{alarms} of {stayed} clauses whose text stayed are told as changed")
    print(f"changes: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")


def false_alarms(made: Sequence[Change], same: set[str]) -> list[Change]:
    """The changes that tell a text that stands in both versions as another one."""
    told = (change for change in made if change.kind not in ("unchanged", "moved", "renumbered"))
    return [change for change in told if change.old and change.new and change.old.text == change.new.text in same]


def edits(policies: Sequence[Policy], size: int, seed: int, *, show: bool) -> None:
    """Count the seeded edits whose kind is named, and those with other changes beside it."""
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    beside = 0
    for policy, edit in policies_and_edits(policies, size, seed):
        all_[edit.name] += 1
        old, new = split(policy), split(Policy(policy.id, policy.name, (), "", edit.text))
        made = [change for change in changes(old, new) if change.kind != "unchanged"]
        named = judged(made, edit)
        right[edit.name] += named
        beside += named and len(made) > (2 if edit.kinds & {"moved", "split", "merged"} else 1)
        if show and not named:
            print(f"{policy.id} {edit.name}: {[(c.kind, c.what, (c.old or c.new).clause.id) for c in made][:4]}")  # type: ignore[union-attr]
            print(f"    {edit.place[:150]!r}")
    print(f"{sum(right.values())} of {sum(all_.values())} seeded edits are named by their kind; seed {seed}")
    print(", ".join(f"{name} {right[name]}/{count}" for name, count in all_.items()))
    print(f"{beside} of those that are named have more changes told than were made")


def judged(made: Sequence[Change], edit: Seeded) -> bool:
    """Whether the edit is named by its kind and by what it changed; of an edit of blanks: whether nothing is told."""
    if not edit.kinds:
        return not made
    return any(change.kind in edit.kinds and (not edit.what or edit.what & set(change.what)) for change in made)


def times(policies: Sequence[Policy]) -> None:
    """Time two versions by their size, the new one with one word in thirty changed in each second clause."""
    for size in SIZES:
        old = _long(policies, size)
        new = Policy("long", "Long", (), "", _edited(split(old), random.Random(size)))  # noqa: S311 - no secret
        start = time.perf_counter()
        made = changes(old, new)
        spent = time.perf_counter() - start
        reworded = sum(change.kind == "reworded" for change in made)
        print(f"{size:>7,} words, {len(split(old)):,} clauses, {reworded} reworded: {spent:.2f} s with the splitting")


def _long(policies: Sequence[Policy], size: int) -> Policy:
    """One policy of so many words, of several policies one behind the other."""
    words: list[str] = []
    count = 0
    while count < size:
        for policy in policies:
            words.append(policy.text)
            count += len(policy.text.split())
            if count >= size:
                break
    return Policy("long", "Long", (), "", "\n\n".join(words))


def _edited(clauses: Sequence[Clause], rng: random.Random) -> str:
    """The clauses' texts, each second one with some words changed."""
    texts = []
    for n, clause in enumerate(clauses):
        lines = clause.text.split(" ")
        for at in range(15, len(lines) if n % 2 else 0, 30):
            lines[at] = rng.choice(["evaluate", "37", "may", "not", "affiliates"])
        texts.append(" ".join(lines))
    return "\n\n".join(texts)


if __name__ == "__main__":
    run(main)
