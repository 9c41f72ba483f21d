"""The tab 资料: the reports that are loaded, and for editors upload, correction, removal, rebuild."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web.desk import render as html
from assistant.web.desk.desk import UNFINISHED, Advance, Checked, Desk, Note, Served
from assistant.web.desk.folder import Folder, handed_in
from index.errors import YoujuError
from index.files.read import MAX_BYTES

Audit = Callable[[str | None, str | None, str, str], None]
"""Writes (user, address, action, subject)."""
Outputs = tuple[Any, ...]

_DENIED = "只有登录的编辑可以修改报告；请先登录"
_TAKEN = "Word、WPS、RTF、ODF、Excel、CSV、PDF、OFD、网页、图片和扫描件、文本，以及装着它们的 .zip"
_OFFERED = 500  # reports to choose from at once
_BAR = gr.Progress()  # Gradio knows a callback that reports progress by this default
_UNREAD: Outputs = (None, "", "", "", "", gr.Row(visible=False))  # of the boxes, and whose they are
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def desk_tab(tab: gr.Tab, current: Served, reports: Path, may_edit: Callable[[str | None], bool], audit: Audit) -> None:
    """Builds the tab inside the caller's; `may_edit` is asked the user's name at every change."""
    removed = Path(Settings.from_environment().data) / "removed"
    Tab(tab, Desk(current, Folder(reports, removed)), may_edit, audit)


class Tab:
    """The parts of the tab and what happens on each; every callback that changes something asks who wants it."""

    def __init__(self, tab: gr.Tab, desk: Desk, may_edit: Callable[[str | None], bool], audit: Audit) -> None:
        self._desk = desk
        self._may_edit = may_edit
        self._audit = audit
        with gr.Column(elem_id="y-desk"):
            with gr.Row(visible=False, elem_id="y-desk-edit") as self.editing:
                with gr.Column(min_width=300):
                    self._upload_parts()
                with gr.Column(min_width=300):
                    self._change_parts()
            self.said = gr.HTML("", elem_id="y-desk-said")
            gr.HTML("<h2>报告清单</h2>")
            with gr.Row(elem_classes="y-desk-row"):
                self.wanted = gr.Textbox(
                    "",  # None, were it not said, until the tab is first seen
                    label="筛选",
                    placeholder="文件名、地区、年份或标题",
                    max_length=100,
                    scale=4,
                    min_width=260,
                )
                self.rebuild = gr.Button("重建索引", visible=False, scale=0, min_width=120)
            self.table = gr.HTML("", elem_id="y-desk-list")
        self._wire(tab)

    def _upload_parts(self) -> None:
        taken = f"{_TAKEN}，每个不超过 {MAX_BYTES >> 20} MB"
        gr.HTML(f'<h2>上传报告</h2><p class="y-desk-note">可以一次多个；支持 {taken}</p>')
        self.files = gr.File(label="文件", show_label=False, file_count="multiple", height=150)
        self.checked = gr.HTML("")
        self.replace = gr.Checkbox(False, label="用新文件替换已有的同名报告（旧文件另外保存）", visible=False)
        self.put = gr.Button("放入并更新索引", variant="primary", interactive=False)

    def _change_parts(self) -> None:
        gr.HTML("<h2>更正或移除</h2>")
        self.report = gr.Dropdown([], value=None, label="报告", filterable=True)
        self.read = gr.HTML("")
        with gr.Row(elem_classes="y-desk-row"):
            self.place = gr.Textbox(label="地区", placeholder="如 江苏省苏州市", max_length=40, min_width=140, scale=2)
            self.year = gr.Textbox(label="年份", placeholder="如 2023", max_length=8, min_width=90, scale=1)
        self.title = gr.Textbox(label="标题", max_length=200)
        self.of = gr.State(None)  # the report that the boxes tell of: reading a chosen one takes its time
        with gr.Row(elem_classes="y-desk-row"):
            self.save = gr.Button("保存更正", variant="primary", min_width=110)
            self.reset = gr.Button("恢复自动识别", min_width=110)
            self.remove = gr.Button("移除", min_width=80, elem_classes="y-desk-alarm")
        with gr.Row(visible=False, elem_classes="y-desk-row") as self.sure:
            self.confirm = gr.Button("确认移除", variant="stop", min_width=110)
            self.cancel = gr.Button("取消", min_width=80)

    def _wire(self, tab: gr.Tab) -> None:
        after = [self.said, self.table, self.report]
        fields = [self.of, self.read, self.place, self.year, self.title, self.sure]
        busy: dict[str, Any] = {"api_visibility": "private", "show_progress_on": self.said, "concurrency_limit": None}
        # Each time the tab is opened, for others may have changed the reports meanwhile.
        seen = [self.editing, self.rebuild, self.table, self.report]
        gr.on([tab.select, self.wanted.change], self.shown, [self.report, self.wanted], seen, **_QUIET)
        self.files.change(self.check, self.files, [self.checked, self.replace, self.put], **_QUIET)
        self.put.click(self.take_in, [self.files, self.replace, self.report, self.wanted], [*after, self.files], **busy)
        self.report.change(self.chosen, self.report, fields, **_QUIET)
        corrected = [self.of, self.place, self.year, self.title, self.wanted]
        self.save.click(self.correct, corrected, [*after, *fields], **busy)
        self.reset.click(self.restore, [self.report, self.wanted], [*after, *fields], **busy)
        self.remove.click(self.ask_first, self.report, [self.sure, self.confirm], **_QUIET)
        self.cancel.click(lambda: gr.Row(visible=False), None, self.sure, **_QUIET)
        self.confirm.click(self.take_out, [self.report, self.wanted], after, **busy)
        self.rebuild.click(self.build, [self.report, self.wanted], after, **busy)

    def shown(self, name: str | None, wanted: str, request: gr.Request) -> Outputs:
        """Who sees what: the editors' controls, the list, the reports to choose from."""
        edits = self._may_edit(request.username)
        table, choices = self._listed(name, wanted)
        if not edits:
            return gr.Row(visible=False), gr.Button(visible=False), html.READ_ONLY + table, gr.Dropdown([])
        told = html.failed(UNFINISHED) if self._desk.unfinished else ""
        return gr.Row(visible=True), gr.Button(visible=True), told + table, choices

    def check(self, files: list[str] | None, request: gr.Request) -> Iterator[Outputs]:
        """How each file handed in would be read, told one by one."""
        found: list[Checked] = []
        if files and not self._may_edit(request.username):
            yield html.failed(_DENIED), gr.Checkbox(visible=False), gr.Button(interactive=False)
            return
        handed = handed_in([Path(file) for file in files or ()])
        yield html.checked(found, len(handed)), gr.Checkbox(False, visible=False), gr.Button(interactive=False)
        for each in self._desk.check_all(handed):
            found.append(each)
            yield html.checked(found, len(handed)), gr.skip(), gr.skip()
        states = {each.state for each in found}
        yield gr.skip(), gr.Checkbox(visible="version" in states), gr.Button(interactive=bool(states - {"bad", "old"}))

    def take_in(
        self,
        files: list[str] | None,
        replace: bool,
        name: str | None,
        wanted: str,
        request: gr.Request,
        bar: gr.Progress = _BAR,
    ) -> Outputs:
        """Puts the files handed in into the folder; they stay in the box where that cannot be."""

        def act(note: Note, advance: Advance) -> str:
            results, summary = self._desk.put([Path(file) for file in files or ()], replace, note, advance)
            return html.taken_in(results, replace) + html.done(summary)

        told = self._tried(act, name, wanted, request, bar)
        return (*told, gr.skip() if html.is_failure(told[0]) else None)

    def chosen(self, name: str | None, request: gr.Request) -> Iterator[Outputs]:
        """The chosen report's place, year and title as they stand, and how they are read; until then empty boxes."""
        yield _UNREAD
        if name and self._may_edit(request.username):
            yield self._read(name)

    def _read(self, name: str) -> Outputs:
        try:
            plain, correction = self._desk.reading(name), self._desk.correction(name)
        except YoujuError as problem:
            return None, html.failed(str(problem)), *_UNREAD[2:]
        return name, html.read(plain, correction), *html.values(plain, correction), gr.Row(visible=False)

    def correct(
        self,
        of: str | None,
        place: str,
        year: str,
        title: str,
        wanted: str,
        request: gr.Request,
        bar: gr.Progress = _BAR,
    ) -> Outputs:
        """Saves what was set right `of` the report that the boxes tell of; what cannot be stays in them as typed."""

        def act(note: Note, advance: Advance) -> str:
            return html.done(self._desk.correct(_chosen(of), place, year, title, note, advance))

        told = self._tried(act, of, wanted, request, bar)
        fields = (gr.skip(),) * len(_UNREAD) if html.is_failure(told[0]) else self._read(_chosen(of))
        return (*told, *fields)

    def restore(self, name: str | None, wanted: str, request: gr.Request, bar: gr.Progress = _BAR) -> Outputs:
        """Drops what was set right."""
        return self.correct(name, "", "", "", wanted, request, bar)

    def ask_first(self, name: str | None) -> Outputs:
        """Shows the buttons that confirm a removal."""
        return gr.Row(visible=bool(name)), gr.Button(f"确认移除 {name}")

    def take_out(self, name: str | None, wanted: str, request: gr.Request, bar: gr.Progress = _BAR) -> Outputs:
        """Removes the chosen report."""
        return self._tried(
            lambda note, advance: html.done(self._desk.remove(_chosen(name), note, advance)), name, wanted, request, bar
        )

    def build(self, name: str | None, wanted: str, request: gr.Request, bar: gr.Progress = _BAR) -> Outputs:
        """Brings the index up to the folder."""
        return self._tried(
            lambda note, advance: html.done(self._desk.rebuild(note, advance)), name, wanted, request, bar
        )

    def _tried(
        self,
        act: Callable[[Note, Advance], str],
        name: str | None,
        wanted: str,
        request: gr.Request,
        bar: gr.Progress,
    ) -> tuple[str, str, gr.Dropdown]:
        """What came of a change, or why it was not made; the list and the choice of reports as they are then."""

        def advance(share: float) -> None:
            bar(share, desc="更新索引")

        advance(0)  # else Gradio says in English that it is busy
        try:
            told = act(self._note(request), advance)
        except YoujuError as problem:
            told = html.failed(str(problem))
        return told, *self._listed(name, wanted)

    def _note(self, request: gr.Request) -> Note:
        """Writes to the audit log for whoever asks. Raises YoujuError where they may not edit."""
        if not self._may_edit(request.username):
            raise YoujuError(_DENIED)
        address = request.client.host if request.client else None
        return lambda action, subject: self._audit(request.username, address, action, subject)

    def _listed(self, chosen: str | None, wanted: str) -> tuple[str, gr.Dropdown]:
        """The list, and the reports to choose from: those of the folder, of too many only those that the list shows.

        One that is gone is chosen no longer, for Gradio refuses a choice not listed.
        """
        try:
            entries = self._desk.entries()
        except YoujuError as problem:
            return html.failed(str(problem)), gr.Dropdown([], value=None)
        found = html.matching(entries, wanted)
        offered = [entry.path for entry in (found if len(entries) > _OFFERED else entries) if entry.present]
        names = offered[:_OFFERED]
        if chosen and chosen not in names and any(entry.path == chosen and entry.present for entry in entries):
            names.append(chosen)
        told = f"这里列出前 {_OFFERED} 份；要找别的，请先在下面的“筛选”里缩小范围" if offered[_OFFERED:] else None
        choices = gr.Dropdown(names, value=chosen if chosen in names else None, info=told)
        return html.listed(self._desk, entries, found), choices


def _chosen(name: str | None) -> str:
    if not name:
        raise YoujuError("请先选一份报告，等它的地区、年份和标题显示出来")
    return name
