"""The Changes tab: two versions of a policy side by side, clause by clause."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from ingest.commands.diff import compared
from ingest.index.history import Version
from ingest.store.open_index import current, open_index
from web.components import Shown, guarded, html, quiet
from web.views import notes
from web.views.side_by_side.changes import changes_drawn
from web.visit.visitor import Visitor
from web.words.table import say


class ChangesTab:
    """The tab's components and what happens to them."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        hidden: dict[str, Any] = {"choices": [], "visible": False}  # until there are versions
        with gr.Row(elem_id="versions"):
            self.policy = gr.Dropdown(label=say("policies.policy"), elem_id="changed-policy", **hidden)
            self.old = gr.Dropdown(label=say("changes.old"), elem_id="old-version", **hidden)
            self.new = gr.Dropdown(label=say("changes.new"), elem_id="new-version", **hidden)
        self.drawn = html("", "changes")
        self.arrives = [self.policy, self.old, self.new, self.drawn]
        outputs: dict[str, Any] = {"outputs": self.arrives, "queue": False, **quiet()}
        self.policy.input(guarded(self._policy_chosen, self._failed), [self.policy, visitor], **outputs)
        versions = [self.policy, self.old, self.new, visitor]
        for picker in (self.old, self.new):
            picker.input(guarded(self._versions_chosen, self._failed), versions, **outputs)

    def arrived(self, visitor: Visitor | None) -> Shown:
        """Show the policies that have versions and the latest changes of the first; or how there come to be any."""
        policies = {id_: past for id_, past in self._history(visitor).items() if len(past) > 1}
        choices = [(past[-1].policy.name, id_) for id_, past in policies.items()]
        first = next(iter(policies), None)
        pickers: Shown = {self.policy: gr.update(choices=choices, value=first, visible=bool(policies))}
        if first is None:
            gone = gr.update(visible=False)
            return {**pickers, self.old: gone, self.new: gone, self.drawn: notes.announcement(say("changes.none"))}
        return {**self._policy_chosen(first, visitor), **pickers}

    def _policy_chosen(self, policy: str, visitor: Visitor | None) -> Shown:
        """Show the latest changes of a policy."""
        past = self._history(visitor)[policy]
        names = [(version.date, n) for n, version in enumerate(past)]
        last = len(past) - 1
        return {
            self.old: gr.update(choices=names, value=last - 1, visible=True),
            self.new: gr.update(choices=names, value=last, visible=True),
            **self._versions_chosen(policy, last - 1, last, visitor),
        }

    def _versions_chosen(self, policy: str, old: int, new: int, visitor: Visitor | None) -> Shown:
        """Show what changed between two versions."""
        index = self._index(visitor)
        return {self.drawn: _drawn(index, current(index), policy, old, new)}

    def _failed(self, error: str) -> Shown:
        return {self.drawn: notes.alert(error)}

    def _index(self, visitor: Visitor | None) -> Path:
        return visitor.assistant.index if visitor else self._assistant.index

    def _history(self, visitor: Visitor | None) -> dict[str, list[Version]]:
        return open_index(self._index(visitor)).record.history()


@lru_cache(maxsize=64)  # pairs of versions, each a page of HTML
def _drawn(index: Path, _generation: str, policy: str, old: int, new: int) -> str:
    versions = open_index(index).record.history()[policy]
    before, after = versions[old], versions[new]
    return str(changes_drawn(compared(before.policy, after.policy, before.date, after.date)))
