"""Where an index lies: SQLite with FAISS and Tantivy beside it, or Milvus."""
