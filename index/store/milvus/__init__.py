"""An index in Milvus, behind the same protocol."""
