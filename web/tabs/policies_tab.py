"""The Policies tab: one policy's clauses and findings, and a visitor's own policies, added and removed."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from ingest.errors import ClausewiseError
from ingest.policy import SUFFIXES, Policy
from web import visitor as visitors
from web.components import Shown, html, quiet
from web.policies_shown import ShownPolicy, policies_shown
from web.question_queue import BROKEN
from web.views import notes
from web.views.clause_tree import tree
from web.visitor import LONGEST, LONGEST_NAME, Visitor

log = logging.getLogger(__name__)


class PoliciesTab:
    """The tab's components and what happens to them. `pickers` are check boxes elsewhere that list the policies."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        self._visitor = visitor
        self._adding = asyncio.Semaphore(1)  # embedding takes both cores
        names = notes.choices(policies_shown(assistant.index))
        with gr.Row(elem_id="shelves"):
            self.policy = gr.Dropdown(names, value=names[0][1], label="Policy", elem_id="one")
            self.remove = gr.Button("Remove it", visible=False, elem_id="remove")
        with gr.Accordion("Add a policy of your own", open=False, elem_id="adder") as self.adder:
            self._adder()
        self.message = html(notes.announcement(""), "added")
        self.tree = html("", "tree")

    def _adder(self) -> None:
        gr.Markdown(
            "Only you see it. It is deleted when you remove it, or within an hour after you close this page. "
            f"Files: {', '.join(SUFFIXES)}, 20 MB at most."
        )
        self.file = gr.File(label="A file", file_types=list(SUFFIXES), elem_id="file", height=120)
        self.title = gr.Textbox(
            label="Or paste text: what it is called", max_lines=1, max_length=LONGEST_NAME, elem_id="title"
        )
        self.text = gr.Textbox(label="Its text", lines=4, max_lines=10, max_length=LONGEST, elem_id="text")
        self.add = gr.Button("Add it", elem_id="add")

    def connect(self, pickers: list[Any]) -> None:
        """Connect the events, once the check boxes that show the policies are there."""
        self._pickers = pickers
        outputs = [self._visitor, self.policy, self.remove, self.message, self.tree, self.file, self.title, self.text]
        outputs += [self.adder, *pickers]
        drawn: dict[str, Any] = {"outputs": [self.tree, self.remove], "queue": False, **quiet()}
        self.policy.change(self._chosen, [self.policy, self._visitor], **drawn)
        self.file.upload(self._uploaded, [self.file, self._visitor], outputs, **quiet())
        self.add.click(self._pasted, [self.title, self.text, self._visitor], outputs, **quiet())
        self.remove.click(self._removed, [self.policy, self._visitor], outputs, **quiet())

    def drawn(self, policy: str) -> str:
        """Draw the tree of one of the shared policies."""
        return str(tree(policies_shown(self._assistant.index)[policy]))

    def _chosen(self, policy: str, visitor: Visitor | None) -> Shown:
        """Show a policy's tree, and the button that removes it where it is the visitor's own."""
        shown = self._policies(visitor)
        removable = visitor is not None and any(added.id == policy for added in visitor.added)
        drawn = str(tree(shown[policy])) if policy in shown else ""
        return {self.tree: drawn, self.remove: gr.update(visible=removable)}

    async def _uploaded(self, file: str | None, visitor: Visitor | None) -> AsyncIterator[Shown]:
        if file:
            async for shown in self._add(lambda: visitors.read_file(Path(file)), visitor):
                yield shown

    async def _pasted(self, title: str, text: str, visitor: Visitor | None) -> AsyncIterator[Shown]:
        async for shown in self._add(lambda: visitors.read_text(title, text[: LONGEST + 1]), visitor):
            yield shown

    async def _add(self, read: Callable[[], Policy], visitor: Visitor | None) -> AsyncIterator[Shown]:
        """Show progress, then the policy's clauses and findings; or the line that says why not."""
        yield {self.message: notes.announcement("Reading it, splitting it into clauses, indexing them …")}
        try:
            async with self._adding:
                policy = await asyncio.to_thread(read)
                now = await asyncio.to_thread(visitors.added, self._assistant, visitor, policy)
        except ClausewiseError as error:
            yield {self.message: notes.announcement(f"Not added: {error}"), self.file: None}
            return
        except Exception:
            log.exception("a policy could not be added")
            yield {self.message: notes.announcement(BROKEN), self.file: None}
            return
        yield self._changed(now, now.added[-1].id, f"{now.added[-1].name} is added; only you see it.")

    async def _removed(self, policy: str, visitor: Visitor | None) -> Shown:
        if visitor is None:
            return {self.message: notes.announcement("There is nothing of yours to remove.")}
        async with self._adding:
            now = await asyncio.to_thread(visitors.removed, self._assistant, visitor, policy)
        with contextlib.suppress(OSError):
            visitor.folder.cleanup()
        return self._changed(now, next(iter(self._policies(now))), "It is removed.")

    def _changed(self, visitor: Visitor | None, policy: str, message: str) -> Shown:
        """Show the policies in all that lists them, after one came or went."""
        names = notes.choices(self._policies(visitor))
        return {
            self._visitor: visitor,
            self.policy: gr.update(choices=names, value=policy),
            self.message: notes.announcement(message),
            **self._chosen(policy, visitor),
            self.file: None,
            self.title: "",
            self.text: "",
            self.adder: gr.update(open=False),
            **{picker: gr.update(choices=names, value=[]) for picker in self._pickers},
        }

    def _policies(self, visitor: Visitor | None) -> dict[str, ShownPolicy]:
        return dict(policies_shown(visitor.assistant.index if visitor else self._assistant.index))
