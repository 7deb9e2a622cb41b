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
from web import visitor as private
from web.components import html, quiet
from web.policies_shown import Shelved, shelf
from web.question_queue import BROKEN
from web.views import notes as first
from web.views.clause_tree import tree
from web.visitor import Private

LONGEST_PASTE = 400_000  # characters, as in private
log = logging.getLogger(__name__)
Shown = dict[Any, Any]


class Shelves:
    """The tab's components and what happens to them. `pickers` are check boxes elsewhere that list the policies."""

    def __init__(self, assistant: Assistant, own: gr.State) -> None:
        self._assistant = assistant
        self._own = own
        self._adding = asyncio.Semaphore(1)  # embedding takes both cores
        names = first.choices(shelf(assistant.index))
        with gr.Row(elem_id="shelves"):
            self.one = gr.Dropdown(names, value=names[0][1], label="Policy", elem_id="one")
            self.remove = gr.Button("Remove it", visible=False, elem_id="remove")
        with gr.Accordion("Add a policy of your own", open=False, elem_id="adder") as self.adder:
            self._adder()
        self.said = html(first.announcement(""), "added")
        self.tree = html("", "tree")

    def _adder(self) -> None:
        gr.Markdown(
            "Only you see it. It is deleted when you remove it, or within an hour after you close this page. "
            f"Files: {', '.join(SUFFIXES)}, 20 MB at most."
        )
        self.file = gr.File(label="A file", file_types=list(SUFFIXES), elem_id="file", height=120)
        self.title = gr.Textbox(label="Or paste text: what it is called", max_lines=1, max_length=80, elem_id="title")
        self.text = gr.Textbox(label="Its text", lines=4, max_lines=10, max_length=LONGEST_PASTE, elem_id="text")
        self.add = gr.Button("Add it", elem_id="add")

    def connect(self, pickers: list[Any]) -> None:
        """Connect the events, once the check boxes that show the policies are there."""
        self._pickers = pickers
        outputs = [self._own, self.one, self.remove, self.said, self.tree, self.file, self.title, self.text]
        outputs += [self.adder, *pickers]
        seen: dict[str, Any] = {"outputs": [self.tree, self.remove], "queue": False, **quiet()}
        self.one.change(self._seen, [self.one, self._own], **seen)
        self.file.upload(self._uploaded, [self.file, self._own], outputs, **quiet())
        self.add.click(self._pasted, [self.title, self.text, self._own], outputs, **quiet())
        self.remove.click(self._removed, [self.one, self._own], outputs, **quiet())

    def seen(self, policy: str) -> str:
        """The shared policy's tree."""
        return str(tree(shelf(self._assistant.index)[policy]))

    def _seen(self, policy: str, own: Private | None) -> Shown:
        held = self._held(own)
        mine = {one.id for one in own.added} if own else set()
        shown = str(tree(held[policy])) if policy in held else ""
        return {self.tree: shown, self.remove: gr.update(visible=policy in mine)}

    async def _uploaded(self, file: str | None, own: Private | None) -> AsyncIterator[Shown]:
        if file:
            async for shown in self._add(lambda: private.of_file(Path(file)), own):
                yield shown

    async def _pasted(self, title: str, text: str, own: Private | None) -> AsyncIterator[Shown]:
        async for shown in self._add(lambda: private.of_text(title, text[: LONGEST_PASTE + 1]), own):
            yield shown

    async def _add(self, read: Callable[[], Policy], own: Private | None) -> AsyncIterator[Shown]:
        """Progress, then the policy's clauses and findings; or the line that says why not."""
        yield {self.said: first.announcement("Reading it, splitting it into clauses, indexing them …")}
        try:
            async with self._adding:
                policy = await asyncio.to_thread(read)
                now = await asyncio.to_thread(private.added, self._assistant, own, policy)
        except ClausewiseError as error:
            yield {self.said: first.announcement(f"Not added: {error}"), self.file: None}
            return
        except Exception:
            log.exception("a policy could not be added")
            yield {self.said: first.announcement(BROKEN), self.file: None}
            return
        yield self._changed(now, now.added[-1].id, f"{now.added[-1].name} is added; only you see it.")

    async def _removed(self, policy: str, own: Private | None) -> Shown:
        if own is None:
            return {self.said: first.announcement("There is nothing of yours to remove.")}
        async with self._adding:
            now = await asyncio.to_thread(private.removed, self._assistant, own, policy)
        with contextlib.suppress(OSError):
            own.folder.cleanup()
        return self._changed(now, next(iter(self._held(now))), "It is removed.")

    def _changed(self, own: Private | None, policy: str, said: str) -> Shown:
        """Everything that lists policies, after one came or went."""
        held = self._held(own)
        names = first.choices(held)
        return {
            self._own: own,
            self.one: gr.update(choices=names, value=policy),
            self.said: first.announcement(said),
            **self._seen(policy, own),
            self.file: None,
            self.title: "",
            self.text: "",
            self.adder: gr.update(open=False),
            **{picker: gr.update(choices=names, value=[]) for picker in self._pickers},
        }

    def _held(self, own: Private | None) -> dict[str, Shelved]:
        return dict(shelf(own.assistant.index if own else self._assistant.index))
