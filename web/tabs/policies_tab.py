"""The Policies tab: one policy's clauses and findings, and a visitor's own policies, added and removed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from ingest.policy import SUFFIXES, Policy
from web.components import Shown, bridge, guarded, html, quiet
from web.policies_shown import ShownPolicy, policies_shown
from web.views import notes
from web.views.clause_tree import hits, tree
from web.visit import visitor as visitors
from web.visit.uploads import unpacked
from web.visit.visitor import LONGEST, LONGEST_NAME, Visitor
from web.words.table import say

LONGEST_SEARCH = 200  # characters


class PoliciesTab:
    """The tab's components and what happens to them. `pickers` are check boxes elsewhere that list the policies."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        self._visitor = visitor
        self._removed = gr.State(None)  # the policy that was removed last, for Undo
        self._adding = asyncio.Semaphore(1)  # embedding takes both cores
        names = notes.described(policies_shown(assistant.index))
        with gr.Row(elem_id="shelves"):
            self.policy = gr.Dropdown(names, value=names[0][1], label=say("policies.policy"), elem_id="one")
            self.remove = gr.Button(say("policies.remove"), visible=False, elem_id="remove")
            self.undo = gr.Button(say("policies.undo"), visible=False, elem_id="undo")
            self.search = gr.Textbox(
                label=say("policies.search_all"), max_lines=1, max_length=LONGEST_SEARCH, elem_id="search-all"
            )
        with gr.Accordion(say("policies.add"), open=False, elem_id="adder") as self.adder:
            self._adder()
        self.message = html(notes.announcement(""), "added")
        self.hits = html("", "hits")
        self.tree = html("", "tree")
        self.token = html(notes.token(""), "visitor")
        with bridge():
            self.wanted = gr.Textbox(elem_id="wanted")
            self.go = gr.Button(elem_id="go")
        self.arrives = [self._visitor, self.policy, self.tree, self.remove, self.undo, self.token]

    def _adder(self) -> None:
        gr.Markdown(say("policies.about", suffixes=", ".join(SUFFIXES)))
        self.file = gr.File(
            label=say("policies.file"),
            file_types=[*SUFFIXES, ".zip"],
            file_count="multiple",
            elem_id="file",
            height=120,
        )
        self.title = gr.Textbox(label=say("policies.name"), max_lines=1, max_length=LONGEST_NAME, elem_id="title")
        self.text = gr.Textbox(label=say("policies.text"), lines=4, max_lines=10, max_length=LONGEST, elem_id="text")
        self.add = gr.Button(say("policies.add_text"), elem_id="add")

    def connect(self, pickers: list[Any]) -> None:
        """Connect the events, once the check boxes that show the policies are there."""
        self._pickers = pickers
        outputs = [*self.arrives, self._removed, self.message, self.file, self.title, self.text, self.adder, *pickers]
        drawn: dict[str, Any] = {"outputs": [self.policy, self.tree, self.remove], "queue": False, **quiet()}
        self.policy.input(self._guarded(self._chosen), [self.policy, self._visitor], **drawn)
        self.go.click(self._guarded(self._chosen), [self.wanted, self._visitor], **drawn)
        searched = self._guarded(self._searched)
        self.search.submit(searched, [self.search, self._visitor], self.hits, queue=False, **quiet())
        self.file.upload(self._guarded(self._uploaded), [self.file, self._visitor], outputs, **quiet())
        pasted = [self.title, self.text, self._visitor]
        self.add.click(self._guarded(self._pasted), pasted, outputs, **quiet())
        self.remove.click(self._guarded(self._remove), [self.policy, self._visitor], outputs, **quiet())
        self.undo.click(self._guarded(self._undo), [self._removed, self._visitor], outputs, **quiet())

    def _guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        return guarded(handler, self._failed)

    def _failed(self, error: str) -> Shown:
        """Show a failure of any handler as a line in view, beside what was being filled in."""
        return {self.message: notes.alert(say("policies.not_added", error=error)), self.file: None}

    def arrived(self, visitor: Visitor | None) -> Shown:
        """Show the first policy, and whose own policies these are."""
        shown = self._policies(visitor)
        first = next(iter(shown))
        return {
            self._visitor: visitor,
            **self._chosen(first, visitor),
            self.policy: gr.update(choices=notes.described(shown), value=first),
            self.undo: gr.update(visible=False),
            self.token: notes.token(visitor.token if visitor else ""),
        }

    def _chosen(self, policy: str, visitor: Visitor | None) -> Shown:
        """Show a policy's tree, and the button that removes it where it is the visitor's own."""
        shown = self._policies(visitor)
        removable = visitor is not None and any(added.id == policy for added in visitor.added)
        drawn = str(tree(shown[policy])) if policy in shown else notes.alert(say("ask.policy_gone"))
        value = gr.update(value=policy) if policy in shown else gr.update()
        return {self.policy: value, self.tree: drawn, self.remove: gr.update(visible=removable)}

    def _searched(self, words: str, visitor: Visitor | None) -> Shown:
        """Show the clauses of all policies that have these words."""
        return {self.hits: str(hits(words, self._policies(visitor)))}

    async def _uploaded(self, files: Sequence[str] | None, visitor: Visitor | None) -> AsyncIterator[Shown]:
        with tempfile.TemporaryDirectory() as folder:
            paths = await asyncio.to_thread(unpacked, [Path(file) for file in files or ()], Path(folder))
            if paths:
                async for shown in self._add([partial(visitors.read_file, path) for path in paths], visitor):
                    yield shown

    async def _pasted(self, title: str, text: str, visitor: Visitor | None) -> AsyncIterator[Shown]:
        if not text.strip():
            yield {self.message: notes.alert(say("policies.paste_first"))}
            return
        async for shown in self._add([lambda: visitors.read_text(title, text[: LONGEST + 1])], visitor):
            yield shown

    async def _add(self, readers: Sequence[Callable[[], Policy]], visitor: Visitor | None) -> AsyncIterator[Shown]:
        """Show progress, then the policies' clauses and findings; or the line that says why not."""
        yield {self.message: notes.announcement(say("policies.adding"))}
        async with self._adding:
            policies = [await asyncio.to_thread(read) for read in readers]
            now = await asyncio.to_thread(visitors.added, self._assistant, visitor, policies)
        names = [policy.name for policy in now.added[-len(policies) :]]
        many = say("policies.added_many", number=len(names), names=", ".join(names))
        yield self._changed(now, now.added[-1].id, say("policies.added", name=names[0]) if len(names) == 1 else many)

    async def _remove(self, policy: str, visitor: Visitor | None) -> Shown:
        gone = next((added for added in visitor.added if added.id == policy), None) if visitor else None
        if visitor is None or gone is None:
            return {self.message: notes.alert(say("policies.nothing_yours"))}
        async with self._adding:
            now = await asyncio.to_thread(visitors.removed, self._assistant, visitor, policy)
        first = next(iter(self._policies(now)))
        undo = {self._removed: gone, self.undo: gr.update(visible=True)}
        return self._changed(now, first, say("policies.removed", name=gone.name)) | undo

    async def _undo(self, gone: Policy | None, visitor: Visitor | None) -> Shown:
        """Bring back the policy that was removed last."""
        if gone is None:
            return {self.message: notes.alert(say("policies.nothing_yours"))}
        async with self._adding:
            now = await asyncio.to_thread(visitors.added, self._assistant, visitor, [gone])
        return self._changed(now, now.added[-1].id, say("policies.back", name=gone.name))

    def _changed(self, visitor: Visitor | None, policy: str, message: str) -> Shown:
        """Show the policies in all that lists them, after one came or went."""
        shown = self._policies(visitor)
        names = notes.choices(shown)
        return {
            **self.arrived(visitor),
            **self._chosen(policy, visitor),
            self.policy: gr.update(choices=notes.described(shown), value=policy),
            self._removed: None,
            self.message: notes.announcement(message),
            self.file: None,
            self.title: "",
            self.text: "",
            self.adder: gr.update(open=False),
            **{picker: gr.update(choices=names, value=[]) for picker in self._pickers},
        }

    def _policies(self, visitor: Visitor | None) -> dict[str, ShownPolicy]:
        return dict(policies_shown(visitor.assistant.index if visitor else self._assistant.index))
