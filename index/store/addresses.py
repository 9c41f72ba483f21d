"""Where an index lies: a folder, a server of Milvus, or a file of Milvus Lite."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import StoreError

TOKEN_VARIABLE = "YOUJU_MILVUS_TOKEN"  # user:password, or an API key
_SCHEME = "milvus+"
_FORM = "Milvus 的地址写作 milvus+http://主机:端口/索引名（索引名只用字母、数字和下划线）或 milvus+file:路径.db"
_SERVER = re.compile(
    r"(?P<scheme>https?)://(?:(?P<token>[^/@]+)@)?(?P<host>[^/@]+)/(?P<name>[A-Za-z_][A-Za-z0-9_]{0,199})"
)
_FILE = re.compile(r"file:(?P<path>.+\.db)")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A server's URI or a file of Milvus Lite, and the name of the index there; the token is never shown."""

    uri: str
    name: str
    token: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        """Whether it is Milvus Lite's."""
        return self.uri.endswith(".db")

    @property
    def cure(self) -> str:
        """What a user does about an index there that cannot be used."""
        parts = f"{self.name}_reports 和 {self.name}_chunks"
        remove = f"删除 {self.uri}" if self.is_file else f"在 Milvus 里删除集合 {parts}"
        return f"请{remove}后重新运行 python -m index build 报告文件夹 --store {self}"

    def __str__(self) -> str:
        """The address as a user writes it, without the token."""
        return f"{_SCHEME}file:{self.uri}" if self.is_file else f"{_SCHEME}{self.uri}/{self.name}"


Address = Path | MilvusAddress


def parse(text: str) -> Address:
    """Reads `milvus+http(s)://[user:password@]host:port/name`, `milvus+file:PATH.db` or the path of a folder.

    Raises StoreError for an address of Milvus that is none; the message does not repeat it, for it may hold a password.
    """
    if not text.startswith(_SCHEME):
        return Path(text)
    if found := _SERVER.fullmatch(text, len(_SCHEME)):
        token = found["token"] or os.environ.get(TOKEN_VARIABLE, "")
        return MilvusAddress(f"{found['scheme']}://{found['host']}", found["name"], token)
    if found := _FILE.fullmatch(text, len(_SCHEME)):
        return MilvusAddress(found["path"], "youju")
    raise StoreError(_FORM)
