"""The Policies tab: one policy's clauses and findings, and a visitor's own policies, added and removed."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from ingest.policy import SUFFIXES, Policy
from web.components import Shown, bridge, guarded, html, quiet
from web.policies_shown import ShownPolicy, policies_shown
from web.views import notes
from web.views.one_policy.came import came
from web.views.one_policy.clause_tree import tree
from web.views.one_policy.hits import hits
from web.visit import visitor as visitors
from web.visit.uploads import read_all
from web.visit.visitor import LONGEST, LONGEST_NAME, Visitor
from web.words.table import say

LONGEST_SEARCH = 200  # characters
Read = tuple[list[Policy], list[str]]  # what was read, and a line for each file that could not be


class PoliciesTab:
    """The tab's components and what happens to them. `pickers` are check boxes elsewhere that list the policies."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        self._visitor = visitor
        self._removed = gr.State(None)  # the policy that was removed last, for Undo
        self._adding = asyncio.Semaphore(1)  # embedding takes both cores
        names = notes.described(policies_shown(assistant))
        with gr.Row(elem_id="shelves"):
            self.policy = gr.Dropdown(names, value=names[0][1], label=say("policies.policy"), elem_id="one")
            self.remove = gr.Button(say("policies.remove"), visible=False, elem_id="remove")
            self.undo = gr.Button(say("policies.undo"), visible=False, elem_id="undo")
            self.search = gr.Textbox(
                label=say("policies.search_all"),
                placeholder=say("policies.search_hint"),
                max_lines=1,
                max_length=LONGEST_SEARCH,
                elem_id="search-all",
            )
        self.message = html(notes.announcement(""), "added")  # over the adder: in view while files are chosen
        with gr.Accordion(say("policies.add"), open=False, elem_id="adder") as self.adder:
            self._adder()
        self.hits = html("", "hits")
        self.tree = html("", "tree")
        self.token = html(notes.token(""), "visitor")
        with bridge():
            self.wanted = gr.Textbox(elem_id="wanted")
            self.go = gr.Button(elem_id="go")
            self.find = gr.Button(elem_id="find")
            self.new_name = gr.Textbox(elem_id="new-name")
            self.rename = gr.Button(elem_id="rename")
        self.arrives = [self._visitor, self.policy, self.tree, self.remove, self.undo, self.token]

    def _adder(self) -> None:
        gr.Markdown(say("policies.about", suffixes=", ".join(SUFFIXES)))
        self.file = gr.File(
            label=say("policies.file"),
            file_count="multiple",  # of any kind: Gradio drops others without a word, and ours says what to do
            elem_id="file",
            height=120,
        )
        self.folder = gr.UploadButton(say("policies.folder"), file_count="directory", elem_id="folder")
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
        for asked in (self.search.submit, self.find.click):
            asked(searched, [self.search, self._visitor], self.hits, queue=False, **quiet())
        for chooser in (self.file, self.folder):
            chooser.upload(self._guarded(self._uploaded), [chooser, self._visitor], outputs, **quiet())
        pasted = [self.title, self.text, self._visitor]
        self.add.click(self._guarded(self._pasted), pasted, outputs, **quiet())
        self.remove.click(self._guarded(self._remove), [self.policy, self._visitor], outputs, **quiet())
        self.undo.click(self._guarded(self._undo), [self._removed, self._visitor], outputs, **quiet())
        self.rename.click(self._guarded(self._rename), [self.new_name, self._visitor], outputs, **quiet())

    def _guarded(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        return guarded(handler, self._failed)

    def _failed(self, error: str) -> Shown:
        """Show a failure of any handler as a line in view, beside what was being filled in."""
        return {self.message: notes.alert(say("policies.not_done", error=error)), self.file: None}

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
        is_visitors = visitor is not None and any(added.id == policy for added in visitor.added)
        drawn = str(tree(shown[policy], own=is_visitors)) if policy in shown else notes.alert(say("ask.policy_gone"))
        value = gr.update(value=policy) if policy in shown else gr.update()
        return {self.policy: value, self.tree: drawn, self.remove: gr.update(visible=is_visitors)}

    def _searched(self, words: str, visitor: Visitor | None) -> Shown:
        """Show the clauses of all policies that have these words."""
        return {self.hits: str(hits(words, self._policies(visitor)))}

    async def _uploaded(self, files: Sequence[str] | None, visitor: Visitor | None) -> AsyncIterator[Shown]:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(file) for file in files or ()]
            async for shown in self._add(lambda: read_all(paths, Path(folder)), visitor):
                yield shown

    async def _pasted(self, title: str, text: str, visitor: Visitor | None) -> AsyncIterator[Shown]:
        if not text.strip():
            yield {self.message: notes.alert(say("policies.paste_first"))}
            return
        async for shown in self._add(lambda: ([visitors.read_text(title, text[: LONGEST + 1])], []), visitor):
            yield shown

    async def _add(self, read: Callable[[], Read], visitor: Visitor | None) -> AsyncIterator[Shown]:
        """Show progress, then the policies' clauses and findings, and a line for each that is not added: why not."""
        yield {self.message: notes.announcement(say("policies.adding"))}
        async with self._adding:
            policies, unread = await asyncio.to_thread(read)
            now, refused = await asyncio.to_thread(visitors.added, self._assistant, visitor, policies)
        before = visitor.added if visitor else ()
        new = [policy.id for policy in (now.added if now else ()) if policy not in before]
        shown = self._policies(now)
        faults = [*unread, *refused] or ([] if new else [say("policies.no_files")])
        message = came([shown[id_] for id_ in new], faults)
        yield self._changed(now, new[-1], message) if new else {self.message: message, self.file: None}

    async def _rename(self, command: str, visitor: Visitor | None) -> Shown:
        """Give a policy of the visitor's another name: {"policy", "name"}."""
        wanted = json.loads(command)
        if visitor is None or all(added.id != wanted["policy"] for added in visitor.added):
            return {self.message: notes.alert(say("policies.nothing_yours"))}
        async with self._adding:
            now = await asyncio.to_thread(
                visitors.renamed, self._assistant, visitor, wanted["policy"], str(wanted["name"])
            )
        name = self._policies(now)[wanted["policy"]].policy.name
        return self._changed(now, wanted["policy"], notes.announcement(say("policies.renamed", name=name)))

    async def _remove(self, policy: str, visitor: Visitor | None) -> Shown:
        gone = next((added for added in visitor.added if added.id == policy), None) if visitor else None
        if visitor is None or gone is None:
            return {self.message: notes.alert(say("policies.nothing_yours"))}
        async with self._adding:
            now = await asyncio.to_thread(visitors.removed, self._assistant, visitor, policy)
        first = next(iter(self._policies(now)))
        undo = {self._removed: gone, self.undo: gr.update(visible=True)}
        said = notes.announcement(say("policies.removed", name=gone.name))
        return self._changed(now, first, said) | undo

    async def _undo(self, gone: Policy | None, visitor: Visitor | None) -> Shown:
        """Bring back the policy that was removed last."""
        if gone is None:
            return {self.message: notes.alert(say("policies.nothing_yours"))}
        async with self._adding:
            now, refused = await asyncio.to_thread(visitors.added, self._assistant, visitor, [gone])
        if now is None or refused:
            return {self.message: came([], refused)}
        return self._changed(now, now.added[-1].id, notes.announcement(say("policies.back", name=gone.name)))

    def _changed(self, visitor: Visitor | None, policy: str, message: str) -> Shown:
        """Show the policies in all that lists them, after one came or went."""
        shown = self._policies(visitor)
        names = notes.choices(shown)
        return {
            **self.arrived(visitor),
            **self._chosen(policy, visitor),
            self.policy: gr.update(choices=notes.described(shown), value=policy),
            self._removed: None,
            self.message: message,
            self.file: None,
            self.title: "",
            self.text: "",
            self.adder: gr.update(open=False),
            **{picker: gr.update(choices=names, value=[]) for picker in self._pickers},
        }

    def _policies(self, visitor: Visitor | None) -> dict[str, ShownPolicy]:
        return dict(policies_shown(visitor.assistant if visitor else self._assistant))
