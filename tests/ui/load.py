"""Many chats at once, as the page sends them, and how much slower they get for it.

python -m tests.ui.load URL [CHATS [PAUSE]], where nobody signs in. PAUSE is the seconds for which an answer is read
before the next question; without one every chat asks as fast as it is answered, which no people do.
"""

import json
import ssl
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import httpx

QUESTIONS = ("番禺区城乡低保标准是多少？", "宿迁市呢？", "宿迁市和番禺区的低保标准分别是多少？", "深圳市有多少低保户？")
_ALONE = 5  # chats of one user, before the many
CERTIFICATES = ssl.create_default_context()  # read once: it takes longer than an answer, and slows those under way


@dataclass(frozen=True, slots=True)
class Asking:
    """The page's event that a typed question is, and what is sent beside the question.

    That is filters that are not set, and nothing for the chat so far, which the server keeps.
    """

    number: int
    beside: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds from a question to the whole of its answer: of one user alone, then of `chats` at the same time."""

    chats: int
    alone: tuple[float, ...]
    together: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The 95th percentile together over the median alone."""
        return quantiles(self.together, n=20)[-1] / median(self.alone)


def measure(url: str, chats: int = 20, pause: float = 0) -> Load:
    """Raises RuntimeError where a question is not answered."""
    with httpx.Client(base_url=url, verify=CERTIFICATES) as client:
        ask = asking(client)
    chat(url, ask)  # what is made at the first question is not counted
    alone = [seconds for _ in range(_ALONE) for seconds in chat(url, ask)]
    with ThreadPoolExecutor(chats) as pool:
        begun = pool.map(lambda at: chat(url, ask, pause, pause * at / chats), range(chats))
        together = [seconds for told in begun for seconds in told]
    return Load(chats, tuple(alone), tuple(together))


def chat(url: str, ask: Asking, pause: float = 0, wait: float = 0) -> list[float]:
    """The seconds that each question of one chat takes; it begins after `wait` seconds."""
    session = uuid.uuid4().hex
    seconds = []
    with httpx.Client(base_url=url, timeout=120, verify=CERTIFICATES) as client:
        for at, question in enumerate(QUESTIONS):
            time.sleep(pause if at else wait)
            seconds.append(_asked(client, session, ask, question))
    return seconds


def _asked(client: httpx.Client, session: str, ask: Asking, question: str) -> float:
    begun = time.perf_counter()
    over(client, session, {"data": [question, *ask.beside], "fn_index": ask.number})
    return time.perf_counter() - begun


def over(client: httpx.Client, session: str, event: dict[str, Any]) -> list[Any]:
    """Sends an event of the page and waits until it is over: what its outputs have become.

    Raises RuntimeError where it fails or breaks off.
    """
    client.post("/gradio_api/queue/join", json={**event, "session_hash": session}).raise_for_status()
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as lines:
        for line in lines.iter_lines():
            message: dict[str, Any] = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            if message.get("msg") == "process_completed":
                if not message["success"]:
                    raise RuntimeError(f"{event['data'][:1]}: {message['output']}")
                return list(message["output"].get("data", ()))
    raise RuntimeError(f"{event['data'][:1]}: it broke off")


def asking(client: httpx.Client) -> Asking:
    """How a typed question is sent, as the page's configuration tells."""
    config = client.get("/config").raise_for_status().json()
    kinds = {one["id"]: one["type"] for one in config["components"]}
    (box,) = (one["id"] for one in config["components"] if one["props"].get("placeholder") == "输入问题")
    (ask,) = (one for one in config["dependencies"] if [box, "submit"] in one["targets"])
    first, *beside = ask["inputs"]
    assert first == box
    return Asking(int(ask["id"]), tuple(None if kinds[one] == "state" else "" for one in beside))


if __name__ == "__main__":
    load = measure(sys.argv[1], *map(int, sys.argv[2:3]), *map(float, sys.argv[3:]))
    alone, most = median(load.alone), quantiles(load.together, n=20)[-1]
    print(f"一人时中位数 {alone:.3f} 秒；{load.chats} 个对话同时进行时 p95 {most:.3f} 秒，是 {load.ratio:.1f} 倍")
