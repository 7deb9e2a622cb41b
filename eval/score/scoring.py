"""Score an answer to a case: checks that hold or not, and rates. Pure.

Three things are kept apart: True/False (measured), None (asked but unscored), absent (not asked of this case).
Nothing is judged by meaning: all follows from spans, strings and numbers, so the same answer always scores the same.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.answer.answer import Answer, Citation, Sentence
from assistant.answer.quote.quotes import FOLDS
from eval.cases import Case, Gold
from ingest.english.number_words import in_digits
from ingest.spans import Span, length, shared

# A cited clause counts for the gold in it up to this length: a policy in one clause would be right about everything.
LONGEST_CLAUSE = 3_000  # characters; the longest line of the five policies has 1,253

CHECKS = {  # name → what it says when it holds; the order of every table
    "passed": "all that follows and was asked",
    "verbatim": "every quote is in its policy at its offsets",
    "in_scope": "no citation from another policy",
    "links": "every [n] resolves",
    "verdict": "the verdict is right",
    "every_clause": "every gold clause is cited",
    "points": "every key point is said",
    "clean": "nothing forbidden is said",
    "numbers": "every number said is in a cited clause or the question",
    "right_clause": "at least one gold clause is cited",
    "silence": "silent (or unsure) where the policy is",
    "answered": "not silent where the policy speaks",
    "split": "no gold quote is torn, or in a clause too long to cite",
    "shown": "at least one gold clause was retrieved",
    "every_shown": "every gold clause was retrieved",
    "polarity": "no sentence denies what its quote affirms, or the reverse (rough)",
}
INVARIANTS = ("verbatim", "in_scope", "links")
_PASS = ("verbatim", "in_scope", "links", "verdict", "every_clause", "points", "clean", "numbers")

RATES = {  # name → what it is, 0 to 1
    "precision": "share of the citations that are gold, or fine too",
    "recall": "share of the gold that is cited",
    "f1": "of the two",
    "char_recall": "share of the gold characters that were retrieved",
    "char_precision": "share of the retrieved characters that are gold, or fine too",
}

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.:]\d+)*")  # "25,2024" is two, "1,000" one
_FOLDS = str.maketrans(FOLDS)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_VERDICT = re.compile(r"^(?:yes|no)\b[.,:; ]*", re.IGNORECASE)  # "No. They say…" denies the question, not the quote
_ALIKE = 0.7  # share of the words of the longer of two sentences that the other must hold to say the same thing
_NEGATION = re.compile(r"\b(?:not|no|never|none|nor|neither|without|cannot|\w+n['\u2019]t)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured of one answer."""

    checks: Mapping[str, bool | None]  # a subset of CHECKS; absent: not asked
    rates: Mapping[str, float]  # a subset of RATES; absent: nothing to divide by
    gold_ranks: tuple[
        int | None, ...
    ]  # of each gold, the rank of the first retrieved clause with it; None: not retrieved


def score_answer(case: Case, answer: Answer, texts: Mapping[str, str]) -> Score:
    """Measure one answer. `texts`: each policy's text by id."""
    checks = _evidence(case, answer, texts) | _clauses(case, answer) | _words(case, answer)
    asked = [checks[name] for name in _PASS if name in checks]
    return Score({"passed": all(asked)} | checks, _rates(case, answer), gold_ranks(case, answer))


def unscored(case: Case) -> Score:
    """Return the score of a case without an answer: what it asks for, each None."""
    names = ["passed", "verdict", "silence" if case.verdict == "silent" else "answered"]
    names += ["every_clause", "right_clause", "shown", "every_shown"] if case.gold else []
    names += ["points"] if case.points else []
    names += ["clean"] if case.forbidden else []
    return Score(dict.fromkeys(names), {}, ())


def hits(gold: Gold, citation: Citation) -> bool:
    """Say whether a citation stands on a gold quote: its quote overlaps it, or its clause does and is not too long."""
    clause = citation.clause
    if clause.policy_id != gold.policy:
        return False
    honest = clause.end - clause.start <= LONGEST_CLAUSE
    return gold.touches((citation.start, citation.end)) or (honest and gold.is_in(clause))


def gold_ranks(case: Case, answer: Answer) -> tuple[int | None, ...]:
    """Return, for each gold, the rank of the first retrieved clause that overlaps it."""
    return tuple(_rank(gold, answer) for gold in case.gold)


def fold(text: str) -> str:
    """Fold case, white space, quote marks and dashes: "“10  Years”" → '"10 years"'. So are points looked for."""
    return " ".join(text.translate(_FOLDS).casefold().split())


def says(alternatives: Iterable[str], *texts: str) -> bool:
    """Say whether one of the alternatives is in one of the folded texts."""
    return any(fold(alternative) in text for alternative in alternatives for text in texts)


def silent_is_right(case: Case) -> bool:
    """Say whether refusing is a right answer to the case."""
    return "silent" in case.right_verdicts


def _rank(gold: Gold, answer: Answer) -> int | None:
    return min((retrieved.rank for retrieved in answer.searched if gold.is_in(retrieved.clause)), default=None)


def _evidence(case: Case, answer: Answer, texts: Mapping[str, str]) -> dict[str, bool | None]:
    checks: dict[str, bool | None] = {"links": all(_resolves(answer, sentence) for sentence in answer.sentences)}
    if answer.citations:
        checks["verbatim"] = all(_verbatim(citation, texts) for citation in answer.citations)
        if scope := case.given or case.policies:
            checks["in_scope"] = all(citation.clause.policy_id in scope for citation in answer.citations)
    return checks


def _resolves(answer: Answer, sentence: Sentence) -> bool:
    return all(1 <= number <= len(answer.citations) for number in sentence.citations)


def _verbatim(citation: Citation, texts: Mapping[str, str]) -> bool:
    clause = citation.clause
    text = texts.get(clause.policy_id, "")
    inside = clause.start <= citation.start < citation.end <= clause.end
    return inside and text[citation.start : citation.end] == citation.quote


def _clauses(case: Case, answer: Answer) -> dict[str, bool | None]:
    checks: dict[str, bool | None] = {"verdict": _right_verdict(case, answer)}
    if case.verdict == "silent":
        checks["silence"] = checks["verdict"]
    elif not (silent_is_right(case) or answer.verdict == "unsure"):  # unsure is neither: eval/score/levels.py counts it
        checks["answered"] = answer.verdict != "silent"
    if case.gold:
        ranks = gold_ranks(case, answer)
        checks |= {"shown": any(ranks), "every_shown": all(ranks)}
    if case.gold and not _rightly_silent(case, answer):
        cited = _cited(case, answer)
        checks |= {"right_clause": any(cited), "every_clause": all(cited)}
    return checks


def _words(case: Case, answer: Answer) -> dict[str, bool | None]:
    silent = answer.verdict == "silent"
    claims = [sentence for sentence in answer.sentences if sentence.citations or not silent]
    words = fold(" ".join(sentence.text for sentence in claims))
    quoted = fold(" ".join(citation.quote for citation in answer.citations))
    checks: dict[str, bool | None] = {}
    if case.points and not _rightly_silent(case, answer):
        checks["points"] = all(says(point, words, quoted) for point in case.points)
    if case.forbidden:
        checks["clean"] = not any(_spoken(word, words) for word in case.forbidden)
    if claims and not silent:
        checks["numbers"] = all(_numbers_stand(answer, sentence) for sentence in claims)
        checks["polarity"] = all(_polarity_stands(answer, sentence) for sentence in claims)
    return checks


def _rightly_silent(case: Case, answer: Answer) -> bool:
    return silent_is_right(case) and answer.verdict in {"silent", "unsure"}


def _right_verdict(case: Case, answer: Answer) -> bool:
    return answer.verdict in case.right_verdicts or _rightly_silent(case, answer)


def _spoken(word: str, text: str) -> bool:
    """Say whether a forbidden word is said as a word: "16" is not in "2016", nor "days" in "Sundays"."""
    return re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", text) is not None


def _numbers_stand(answer: Answer, sentence: Sentence) -> bool:
    grounds = [answer.question]
    for citation in _grounds(answer, sentence):
        grounds += [citation.clause.text, citation.clause.number, *citation.clause.path]
    ground = re.sub(r"\bone\b", "1", fold(" ".join(grounds)))
    return _numbers(sentence.text) <= _numbers(ground) | _numbers(in_digits(ground))


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _polarity_stands(answer: Answer, sentence: Sentence) -> bool:
    """Compare denials: of the quoted sentence that says the same words, else of all that is quoted."""
    quotes = " ".join(citation.quote for citation in _grounds(answer, sentence))
    claim = _VERDICT.sub("", sentence.text)
    denials = len(_NEGATION.findall(claim))
    alike = [part for part in (quotes, *_SENTENCE_END.split(quotes)) if _alike(claim, part)]
    if alike:
        return any(len(_NEGATION.findall(part)) == denials for part in alike)
    return not quotes or not denials or bool(_NEGATION.search(quotes))


def _alike(a: str, b: str) -> bool:
    words, others = set(re.findall(r"\w+", fold(a))), set(re.findall(r"\w+", fold(b)))
    return len(words & others) >= _ALIKE * max(len(words), len(others), 1)


def _grounds(answer: Answer, sentence: Sentence) -> list[Citation]:
    return [answer.citations[n - 1] for n in sentence.citations if 1 <= n <= len(answer.citations)]


def _cited(case: Case, answer: Answer) -> list[bool]:
    return [any(hits(gold, citation) for citation in answer.citations) for gold in case.gold]


def _rates(case: Case, answer: Answer) -> dict[str, float]:
    rates: dict[str, float] = {}
    fine = (*case.gold, *case.also)
    if answer.citations and not silent_is_right(case):
        good = [any(hits(gold, citation) for gold in fine) for citation in answer.citations]
        rates["precision"] = sum(good) / len(good)
    if case.gold and not _rightly_silent(case, answer):
        cited = _cited(case, answer)
        rates["recall"] = sum(cited) / len(cited)
        precision = rates.get("precision", 0.0)
        both = precision + rates["recall"]
        rates["f1"] = 2 * precision * rates["recall"] / both if both else 0.0
    return rates | (_retrieval(case, answer) if case.gold else {})


def _retrieval(case: Case, answer: Answer) -> dict[str, float]:
    """Count characters: of the gold that was retrieved, and of the retrieved that is gold."""
    policies = {gold.policy for gold in case.gold} | {retrieved.clause.policy_id for retrieved in answer.searched}
    searched = {policy: _searched_spans(answer, policy) for policy in policies}
    gold = {policy: [item.span for item in case.gold if item.policy == policy] for policy in policies}
    fine = {policy: gold[policy] + [item.span for item in case.also if item.policy == policy] for policy in policies}
    wanted = sum(length(gold[policy]) for policy in policies)
    total = sum(length(searched[policy]) for policy in policies)
    rates = {"char_recall": sum(shared(gold[policy], searched[policy]) for policy in policies) / wanted}
    if total:
        rates["char_precision"] = sum(shared(fine[policy], searched[policy]) for policy in policies) / total
    return rates


def _searched_spans(answer: Answer, policy: str) -> list[Span]:
    clauses = [retrieved.clause for retrieved in answer.searched]
    return [(clause.start, clause.end) for clause in clauses if clause.policy_id == policy]
