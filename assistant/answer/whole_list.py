"""Complete a list of which some items were found: who asks for a list wants all of it. Pure.

"Who gets my data?", two of three kinds of receivers found → all three. Knows no model, and not how clauses were found.
"""

from collections.abc import Sequence
from typing import Final

from assistant.answer.answer import Citation
from assistant.answer.quote.cite import body
from assistant.english.terms import covered, terms
from ingest.clauses.clause import Clause
from ingest.clauses.sentences import on_one_line

# Chosen on the own seen questions that ask for a list.
LEAST_FOUND: Final = 2  # items of one list that must answer before the rest of it does
MOST_ITEMS: Final = 15  # that are listed; of a longer list the found ones only
ALONE: Final = 0.5  # share of the question's words, less the lead-in's, that one item must have to answer alone
AHEAD: Final = 0.25  # so much larger a share than any other item's
SHORT_LIST: Final = 400  # characters of items that are listed whole: "Mail: 1 Main Street" is no use by its label
LONGEST_LABEL: Final = 60  # characters: in a longer list "Providers: …" is listed by what stands before the colon


def whole_list(question: str, chosen: Sequence[Clause], clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return all items of the list that the first chosen clause belongs to or announces, in text order; () for no list.

    An item that the question calls by its name, or that alone has most of its words, answers alone: (). `clauses` are
    those of its policy.
    """
    first = chosen[0]
    if first.lead:
        items = [clause for clause in clauses if _list_of(clause) == _list_of(first)]
        chosen_ids = {
            clause.id for clause in chosen if _list_of(clause) == _list_of(first) or _announces(clause, first)
        }
        if len(chosen_ids) < LEAST_FOUND or _by_name(question, first) or _alone(question, first, items):
            return ()
    else:
        items = [item for item in clauses if item.lead and item.path[:-1] == first.path and _announces(first, item)]
    return tuple(items) if LEAST_FOUND <= len(items) <= MOST_ITEMS else ()


def listed(items: Sequence[Clause]) -> tuple[str, list[Citation]]:
    """Return a sentence out of the list's own words, and a citation for each item.

    “We share it with:” “Service Providers”; “Authorities”.
    """
    lead = on_one_line(items[0].lead)
    cited = [body(item) for item in items]
    is_short = sum(len(quote.quote) for quote in cited) <= SHORT_LIST
    shown = [_plain(quote.quote) if is_short else called(quote.clause) for quote in cited]
    return f"“{lead}” {'; '.join(f'“{item}”' for item in shown)}.", cited


def called(item: Clause) -> str:
    """Return what an item is called: "Service Providers: Third parties that …" → "Service Providers"."""
    words = body(item).quote
    label, colon, _ = words.partition(":")
    return _plain(label if colon and len(label) <= LONGEST_LABEL else words)


def _plain(words: str) -> str:
    return on_one_line(words).rstrip(".;,")


def _by_name(question: str, item: Clause) -> bool:
    """Say whether the question has all the words that an item is called by, less the lead-in's."""
    return terms(called(item)) - terms(item.lead) <= terms(question)


def _alone(question: str, item: Clause, items: Sequence[Clause]) -> bool:
    """Say whether one item of a list has most of the words that the question asks for, and the others far fewer."""
    wanted = terms(question) - terms(item.lead)
    shares = {other.id: covered(wanted, terms(other.text)) for other in items}
    next_best = max((share for id_, share in shares.items() if id_ != item.id), default=0.0)
    return bool(wanted) and shares[item.id] >= max(ALONE, next_best + AHEAD)


def _list_of(clause: Clause) -> tuple[str, ...]:
    """Return what all items of one list share: the policy and the path down to the lead-in; () for no item."""
    return (clause.policy_id, *clause.path) if clause.lead else ()


def _announces(head: Clause, item: Clause) -> bool:
    """Say whether the head's words end with the item's lead-in."""
    return on_one_line(head.text).endswith(on_one_line(item.lead))
