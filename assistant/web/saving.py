"""How a file that an event has made is saved: it comes as base64 in a hidden box, so that no file is ever served."""

_SAVE = """(data) => {
  if (!data) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]));
  link.download = `%s-${new Date().toISOString().slice(0, 10)}.%s`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}"""


def saving(name: str, suffix: str) -> str:
    """The script that saves what the box holds, the day behind the file's name; nothing where it is empty."""
    return _SAVE % (name, suffix)
