"""Fit the weights of assistant/judge/confidence.py, and show what they are worth on policies left out of the fit.

    python -m tools.confidence --data DIR

DIR holds `open-terms-archive/docs` for the questions by strangers and the labelled ones, `gdpr-transparency` for
labelled ones, and `privacyqa`. The questions that are held back are not fitted on. Prints the weights, and for each
source the share that is said at a bar and how much of it is evidence, each policy judged by weights that were fitted
on all the others; last the labelled questions that are held back.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from assistant import Assistant
from assistant.judge.confidence import Signals
from eval.case_set import policy_files, read_case_set
from ingest import ingest
from ingest.embed import MiniLM
from ingest.read.policy_file import read_policy
from tools.confidence.examples import Example, Question, examples, of_benchmark, of_cases, of_labelled

BARS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
LABELLED = Path(__file__).parent / "labelled.jsonl"
ROOT = Path(__file__).parent.parent.parent
NAMES = tuple(field.name for field in fields(Signals))[:-1]  # a model's word is not among them


def main() -> None:
    """Collect the examples of each source, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the outside texts are")
    data = parser.parse_args().data
    found = {name: tuple(_examples(files, asked)) for name, files, asked in _sources(data)}
    everything = [example for source in found.values() for example in source]
    groups = [f"{name} {example.policy}" for name, source in found.items() for example in source]
    signals, evidence = _table(everything), np.array([example.evidence for example in everything])
    model = LogisticRegression()
    left_out = cross_val_predict(model, signals, evidence, groups=groups, cv=LeaveOneGroupOut(), method="predict_proba")
    model.fit(signals, evidence)
    print(f"{len(everything)} quotes over {len(set(groups))} policies, {evidence.sum()} of them evidence")
    print(f"constant={model.intercept_[0]:.2f}", *(f"{n}={w:.2f}" for n, w in zip(NAMES, model.coef_[0], strict=True)))
    start = 0
    for name, source in found.items():
        _show(name, source, left_out[start : start + len(source), 1])
        start += len(source)
    _show("all", everything, left_out[:, 1])
    held = tuple(_examples(_labelled_files(data), tuple(of_labelled(LABELLED, hold=True))))
    _show("labelled, held back", held, model.predict_proba(_table(held))[:, 1])


def _sources(data: Path) -> Iterator[tuple[str, Sequence[Path], Sequence[Question]]]:
    """Each source with its files and its questions."""
    archive = data / "open-terms-archive" / "docs"
    for name, folder in (("questions", ROOT / "policies"), ("strangers", archive), ("plain", archive)):
        cases = read_case_set(ROOT / "eval" / f"{name}.jsonl", folder)
        yield name, policy_files(folder, cases.policies), tuple(of_cases(cases))
    yield "labelled", _labelled_files(data), tuple(of_labelled(LABELLED, hold=False))
    folder = data / "privacyqa"
    yield folder.name, sorted((folder / "docs").iterdir()), tuple(of_benchmark(folder))


def _labelled_files(data: Path) -> Sequence[Path]:
    return [file for name in ("open-terms-archive", "gdpr-transparency") for file in (data / name / "docs").iterdir()]


def _examples(files: Sequence[Path], asked: Sequence[Question]) -> Iterator[Example]:
    wanted = {question.policy for question in asked}
    with tempfile.TemporaryDirectory() as folder:
        embedder = MiniLM()
        ingest([path for path in files if read_policy(path).id in wanted], Path(folder), embedder)
        yield from examples(Assistant(Path(folder), None, embedder), asked)


def _table(source: Sequence[Example]) -> NDArray[np.float64]:
    return np.array([astuple(example.signals)[: len(NAMES)] for example in source], dtype=float)


def _show(name: str, source: Sequence[Example], sure: NDArray[np.float64]) -> None:
    evidence = np.array([example.evidence for example in source])
    print(f"{name}: AUC {roc_auc_score(evidence, sure):.3f}")
    for bar in BARS:
        said = sure >= bar
        silent = sum(bool(above) and not example.answerable for above, example in zip(said, source, strict=True))
        print(
            f"  at {bar:.2f}: {said.mean():.0%} said, {evidence[said].mean():.0%} of it evidence, {silent} on a silence"
        )


if __name__ == "__main__":
    main()
