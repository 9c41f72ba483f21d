"""The tab 查阅: search without chatting, and a reader."""
