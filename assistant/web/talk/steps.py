"""What the tab 问答 shows after each step of a chat: a question, a button under an answer, a page opened again."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Protocol

import gradio as gr

from assistant.answer import Assistant
from assistant.web.talk import actions, render
from assistant.web.talk.chart import bars
from assistant.web.talk.chat import Ask, Turn, again, history, kept, restored, takes
from assistant.web.talk.export import as_docx
from assistant.web.talk.feedback import Feedback, FeedbackStore, versions
from assistant.web.talk.sheets import as_workbook
from assistant.web.talk.source import source
from index.errors import YoujuError

Message = dict[str, str]
Turns = tuple[Turn, ...]
# The text box, the chat's messages, the chat itself, the evidence panel and what the browser keeps.
Shown = tuple[dict[str, Any], list[Message], Turns, str, Any]

_OFFERED = 2  # questions that a refusal offers
UNCHANGED: Any = (gr.skip(),) * 5  # a Shown that changes nothing: a step without any output would empty everything


class Holder(Protocol):
    """What the tab asks of `assistant.web.current.Current`."""

    def get(self) -> Assistant:
        """The assistant in use."""
        ...


class Talk:
    """What the tab shows after each step of a chat. It holds no chat itself: each session brings its own."""

    def __init__(self, current: Holder, feedback: FeedbackStore | None) -> None:
        self._current = current
        self._feedback = feedback

    def ask(self, turns: Turns, ask: Ask, user: str, *, typed: bool = False) -> Iterator[Shown]:
        """The question at once, then what came of it; an empty question changes nothing.

        A typed one stays in the text box until it is answered, and so after an error or a stop.
        """
        if not ask.question.strip():
            yield self.shown(turns, user)
            return
        yield self.shown((*turns, Turn(ask)), user, busy=True)
        shown = None
        for turn in takes(self._current.get(), turns, ask):
            said = (turn.answer.answer, turn.answer.whole) if turn.answer else None
            if said and said == shown:
                yield UNCHANGED  # a language model is still at its next statement
                continue
            shown = said
            whole = turn.answer is None or turn.answer.whole
            done = typed and whole and turn.answer
            yield self.shown((*turns, turn), user, "" if done else None, busy=not whole)

    def act(self, turns: Turns, value: str, note: str, user: str) -> Iterator[Shown]:
        """What a button under an answer asks for; nothing where there is no such answer any more."""
        action = actions.read(value)
        told = [at for at, turn in enumerate(turns) if turn.answer]
        if action and action.kind == "try":
            yield from self.ask(turns, Ask(action.text), user)
        elif action and action.kind == "again" and turns:
            yield from self.ask(turns[:-1], turns[-1].ask, user)
        elif action and 0 < action.number <= len(told):
            at = told[action.number - 1]
            chips = turns[at].chips[action.which :]
            if action.kind == "drop" and chips and chips[0].without:
                yield from self.ask(turns, chips[0].without, user)
            elif action.kind in ("good", "bad"):
                yield self.shown(self._judged(turns, at, action, note), user)

    def filters_after(self, value: str, turns: Turns) -> tuple[dict[str, Any], ...]:
        """The filters after a button's event: what it dropped is not set any more."""
        if not turns or not value.startswith("drop:"):
            return (gr.skip(),) * 3
        last = turns[-1].ask
        aspect = "" if last.aspect in (None, "either") else last.aspect
        return gr.update(value=last.region or ""), gr.update(value=str(last.year or "")), gr.update(value=aspect)

    def resume(self, stored: object, told: Turns, user: str) -> Iterator[Shown]:
        """The chat that a browser kept for this user, asked again; nothing changes where a new one has begun.

        What it kept for another user is forgotten.
        """
        if told or not isinstance(stored, dict):
            yield UNCHANGED
            return
        earlier = restored(stored.get("turns")) if stored.get("user") == user else []
        turns: Turns = ()
        for one in earlier:
            turns = (*turns, again(self._current.get(), turns, one))
            yield *self.shown(turns, user)[:-1], stored  # kept until all of it is there again
        yield self.shown(turns, user) if turns or stored.get("user") != user else UNCHANGED

    def shown(self, turns: Turns, user: str, box: str | None = None, *, busy: bool = False) -> Shown:
        """The page for these turns; `busy` while the last is under way; `box` is put into the text box, unless None."""
        assistant = self._current.get()
        replies = [turn.answer for turn in turns if turn.answer]
        panel = render.evidence(replies, assistant.catalogue(), lru_cache(partial(source, assistant.library)))
        messages = [message for pair in self._messages(turns, assistant, busy) for message in pair]
        field: dict[str, Any] = gr.update(submit_btn=not busy and "提问", stop_btn=busy and "停止")
        if box is not None:
            field["value"] = box
        told = turns[:-1] if busy else turns  # a stop leaves nothing of what was under way
        return field, messages, told, panel + actions.copies(replies), {"user": user, "turns": kept(told)}

    def _messages(self, turns: Turns, assistant: Assistant, busy: bool) -> Iterator[tuple[Message, Message]]:
        number = 0
        for at, turn in enumerate(turns):
            number += turn.answer is not None
            latest = at == len(turns) - 1
            reply = turn.answer
            said = render.answer(reply, number, bars(reply)) if reply else render.error(turn.error)
            if latest and busy:
                below = render.waiting(begun=reply is not None)
                said = said if reply else ""
            else:
                offers = self.offers(turn, assistant)
                below = actions.under(turn, number, latest=latest, judged=self._feedback is not None, offers=offers)
            question = {"role": "user", "content": render.question(turn.ask.question)}
            yield question, {"role": "assistant", "content": said + below}

    def offers(self, turn: Turn, assistant: Assistant) -> Sequence[str]:
        """Questions that have answers, beside a refusal."""
        if not turn.answer or not turn.answer.refused:
            return ()
        return [text for text in assistant.examples() if text != turn.ask.question][:_OFFERED]

    def _judged(self, turns: Turns, at: int, action: actions.Action, note: str) -> Turns:
        turn = turns[at]
        if self._feedback is None or turn.answer is None:
            return turns
        liked = action.kind == "good"
        reason = "" if liked else "：".join(filter(None, (*actions.REASONS[action.which :][:1], note.strip())))
        told = versions(self._current.get())
        now = datetime.now().astimezone()
        earlier = () if turn.ask.afresh else history(turns[:at])
        record = Feedback(turn.id, now, liked, reason, turn.ask.question, earlier, turn.answer, told)
        try:
            self._feedback.add(record)
        except YoujuError as problem:
            raise gr.Error(str(problem), title="出错了") from problem
        return (*turns[:at], replace(turn, liked=liked), *turns[at + 1 :])

    def export(self, turns: Turns) -> str:
        """The chat as a Word file in base64; "" without an answer. No file of it is left on this machine."""
        replies = [turn.answer for turn in turns if turn.answer]
        return b64encode(as_docx(replies, datetime.now().astimezone())).decode("ascii") if replies else ""

    def tables(self, turns: Turns) -> str:
        """The chat's tables as an Excel file in base64; "" and a word of it where it has none."""
        told = as_workbook([turn.answer for turn in turns if turn.answer])
        if not told:
            gr.Info("这次对话里还没有表格：比较几个地区或几年时，回答是表格。")
        return b64encode(told).decode("ascii")

    def loaded(self) -> tuple[gr.Dropdown, gr.Dropdown, gr.Chatbot]:
        """The filters and the example questions of an empty chat, for the reports as they are now."""
        assistant = self._current.get()
        cards = assistant.catalogue()
        places = sorted(cards.places, key=lambda place: place.code)
        named = [("".join(place.path[1:] or place.path), place.code) for place in places]
        years = [(f"{year} 年", str(year)) for year in cards.years]
        examples = assistant.examples()
        told = "请输入问题，或从下面选一个试试" if examples else "请输入问题"
        return (
            gr.Dropdown([("地区不限", ""), *named], value=""),
            gr.Dropdown([("年份不限", ""), *years], value=""),
            gr.Chatbot(examples=[{"text": text} for text in examples], placeholder=told),
        )
