"""Items of a list that were found → the whole list: who asks for a list wants all of it. Pure.

Refuses to know models and how clauses were found.
"""

from collections.abc import Sequence

from assistant.answer.answer import Citation
from assistant.answer.cite import citation
from assistant.answer.quotes import units
from assistant.english.terms import covered, terms
from ingest.clauses.clause import Clause

TOGETHER = 2  # items of one list that must answer before the rest of it does
LONGEST = 15  # items that are listed; of a longer list the found ones only
MOST = 0.5  # share of the question's words, less the lead-in's, that one item must have to answer alone
LABEL = 60  # characters: "Service Providers: …" is listed by what stands before the colon


def whole_list(question: str, chosen: Sequence[Clause], clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """All items of the list that the first chosen clause belongs to or announces, in text order; () where it is none.

    An item that the question calls by its name, or that alone has most of its words, answers alone. `clauses` are
    those of its policy.
    """
    first = chosen[0]
    if first.lead:
        items = [one for one in clauses if _list_of(one) == _list_of(first)]
        alike = {one.id for one in chosen if _list_of(one) == _list_of(first) or _announces(one, first)}
        if len(alike) < TOGETHER or _by_name(question, first) or _alone(question, first, items):
            return ()
    else:
        items = [one for one in clauses if one.lead and one.path[:-1] == first.path and _announces(first, one)]
    return tuple(items) if TOGETHER <= len(items) <= LONGEST else ()


def listed(items: Sequence[Clause]) -> tuple[str, list[Citation]]:
    """A sentence out of the list's own words (its lead-in, what each item is called), and a citation for each item."""
    lead = " ".join(items[0].lead.split())
    return f"“{lead}” {'; '.join(f'“{called(item)}”' for item in items)}.", [whole(item) for item in items]


def called(item: Clause) -> str:
    """What an item is called: its label, else its words."""
    words = whole(item).quote
    label, colon, _ = words.partition(":")
    return " ".join((label if colon and len(label) <= LABEL else words).split()).rstrip(".;,")


def whole(item: Clause) -> Citation:
    """All of an item but its bullet."""
    spans = units(item) or [(0, len(item.text))]
    return citation(item, (spans[0][0], spans[-1][1]))


def _by_name(question: str, item: Clause) -> bool:
    """Whether the question has all the words that an item is called by, less the lead-in's."""
    return terms(called(item)) - terms(item.lead) <= terms(question)


def _alone(question: str, item: Clause, items: Sequence[Clause]) -> bool:
    """Whether one item of a list has most of the words that the question asks for, and the others far fewer."""
    wanted = terms(question) - terms(item.lead)
    shares = {one.id: covered(wanted, terms(one.text)) for one in items}
    others = max((share for id_, share in shares.items() if id_ != item.id), default=0.0)
    return bool(wanted) and shares[item.id] >= MOST and shares[item.id] >= others + MOST / 2


def _list_of(clause: Clause) -> tuple[str, ...]:
    return (clause.policy_id, *clause.path) if clause.lead else ()


def _announces(head: Clause, item: Clause) -> bool:
    """Whether the head's words end with the item's lead-in."""
    return " ".join(head.text.split()).endswith(" ".join(item.lead.split()))
