"""The Checklist tab: requirements put to policies, a matrix of what each says, and the clause behind each cell."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.chain import Assistant
from assistant.checklist.check import check
from assistant.checklist.report import Report, kind_of
from assistant.checklist.requirements import Checklist, read_checklist, shipped
from ingest.errors import UsageError
from ingest.store.open_index import open_index
from web.components import Shown, bridge, cell_opener, guarded, html, picker, quiet
from web.policies_shown import policies_shown
from web.views import notes
from web.views.side_by_side.checked import checked_cell, checked_matrix
from web.visit.visitor import Visitor
from web.words.table import counted, say

if TYPE_CHECKING:
    from assistant.checklist.row import Row

# The browser makes the file, as for all others: nothing is kept on the server.
OFFER = "async (content, name) => content && (await import('/page/files.js')).offerReport(content, name)"


class ChecklistTab:
    """The tab's components and what happens to them."""

    def __init__(self, assistant: Assistant, visitor: gr.State) -> None:
        self._assistant = assistant
        self._checking = asyncio.Semaphore(1)  # embedding takes both cores
        self.own = gr.State(None)  # the visitor's own checklist
        self.report = gr.State(None)  # what is shown
        with gr.Column(elem_id="checker"):
            self._composer()
        self.progress = html(notes.announcement(""), "checking")
        self.table, self.drawer = html("", "checked"), html("", "checked-drawer")
        with bridge():
            self.cell, self.show = cell_opener("checked-")
            self.kind = gr.Textbox(elem_id="report-kind")
            self.save = gr.Button(elem_id="save-report")
            self.file = gr.Textbox(elem_id="report-file")
        self._connect(visitor)

    def _composer(self) -> None:
        with gr.Row(elem_id="lists"):
            names = [(read_checklist(name).name, name) for name in shipped()]
            self.checklist = gr.Dropdown(names, value="gdpr-13-14", label=say("checklist.list"), elem_id="list")
            self.upload = gr.UploadButton(say("checklist.own"), file_types=[".toml"], elem_id="own-list")
        with gr.Row(elem_classes="buttons"):
            self.chosen = picker(notes.choices(policies_shown(self._assistant)), say("compare.chosen"))
            self.check = gr.Button(say("checklist.check"), variant="primary", elem_id="check")

    def _connect(self, visitor: gr.State) -> None:
        uploaded = guarded(self._uploaded, self._failed)
        self.upload.upload(uploaded, self.upload, [self.own, self.checklist, self.progress], queue=False, **quiet())
        asked = [self.checklist, self.own, self.chosen, visitor]
        shown = [self.table, self.progress, self.report, self.drawer]
        self.check.click(guarded(self._checked, self._failed), asked, shown, trigger_mode="once", **quiet())
        opened, saved = guarded(self._opened, self._failed), guarded(self._saved, self._failed)
        failing: dict[str, Any] = {"queue": False, **quiet()}
        self.show.click(opened, [self.cell, self.report, visitor], [self.drawer, self.progress], **failing)
        self.save.click(saved, [self.kind, self.report], [self.file, self.progress], **failing).success(
            None, [self.file, self.kind], None, js=OFFER, **failing
        )

    def _failed(self, error: str) -> Shown:
        """Show a failure of any handler as a line in view; what was checked before stays."""
        return {self.progress: notes.alert(error)}

    def _uploaded(self, file: str) -> Shown:
        """Take a visitor's own checklist; its name on the server is nobody's business."""
        path = Path(file)
        try:
            checklist = read_checklist(str(path))
        except UsageError as error:
            raise UsageError(str(error).replace(str(path), path.name)) from error
        finally:
            path.unlink(missing_ok=True)
        names = [*((read_checklist(name).name, name) for name in shipped()), (checklist.name, "")]
        read = counted("checklist.read", len(checklist.requirements), name=checklist.name)
        return {
            self.own: checklist,
            self.checklist: gr.update(choices=names, value=""),
            self.progress: notes.announcement(read),
        }

    async def _checked(
        self, name: str, uploaded: Checklist | None, chosen: list[str], visitor: Visitor | None
    ) -> AsyncIterator[Shown]:
        """Show how far it has come, then the matrix."""
        assistant = visitor.assistant if visitor else self._assistant
        checklist = read_checklist(name) if name or uploaded is None else uploaded
        index = open_index(assistant.index)
        ids, checked = check(index, assistant.embedder, checklist, chosen)
        rows: list[Row] = []
        for done, id_ in enumerate(ids):
            text = say("checklist.checking", done=done, total=len(ids), policy=index.policies[id_].name)
            yield {self.progress: notes.progress(text, done, len(ids), say("checklist.progress")), self.drawer: ""}
            async with self._checking:
                rows += await asyncio.to_thread(next, checked)
        report = Report(checklist, [index.policies[id_] for id_ in ids], rows)
        announced = notes.announcement(counted("checklist.done", len(rows)))
        yield {self.table: str(checked_matrix(report)), self.report: report, self.progress: announced}

    def _opened(self, cell: str, report: Report, visitor: Visitor | None) -> Shown:
        """Show the clauses of one cell, or where was looked."""
        row = report.rows[int(cell)]
        shown = policies_shown(visitor.assistant if visitor else self._assistant)
        policy = next(policy for policy in report.policies if policy.id == row.policy)
        now = shown.get(row.policy)
        if now is None or now.policy.sha256 != policy.sha256:
            return {self.progress: notes.alert(say("checklist.changed", policy=policy.name))}
        clauses = {clause.id: clause for clause in now.clauses}
        wanted = next(wanted for wanted in report.checklist.requirements if wanted.id == row.requirement)
        return {self.drawer: str(checked_cell(wanted, row, policy, [clauses[id_] for id_ in row.looked_at]))}

    def _saved(self, kind: str, report: Report) -> Shown:
        """Write the report for the browser to save."""
        written = kind_of(Path(f"report.{kind}"))(report)
        if isinstance(written, bytes):
            raise UsageError(f"the page cannot save a checklist as {kind!r}")
        return {self.file: written}
