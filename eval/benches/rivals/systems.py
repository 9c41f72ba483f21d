"""Ours, LangChain and LlamaIndex as `eval/benches/rivals/process.py` runs them: each as its own documentation has it.

LangChain and LlamaIndex split words at spaces and marks, which Chinese has none of: they are given pairs of
characters, as ours has, through the setting that each has for it. Each search gives DEPTH chunks to the fusion.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from langchain_core.embeddings import Embeddings

from eval.benches.rivals.cargo import Cargo
from index.embedding.embedder import Embedder

_PAIRS = r"(?=(\w\w))"  # every two neighbouring characters
_DEPTH, _WANTED = 50, 10  # chunks that each search gives, and that are left when they are fused
Finder = Callable[[str], Sequence[object]]


class System(Protocol):
    """Something that indexes chunks and finds them again."""

    def index(self, cargo: Cargo, folder: Path, embedder: Embedder | None) -> None:
        """Indexes into a folder, by the embedder or, where it is None, with the vectors that are given."""
        ...

    def open(self, folder: Path, embedder: Embedder) -> Finder:
        """What finds the best chunks for a question."""
        ...


class Youju:
    """Ours."""

    def index(self, cargo: Cargo, folder: Path, embedder: Embedder | None) -> None:
        """Stores the reports, a batch at a time where they are embedded, and derives the rest."""
        from index.report.chunks import PARAMETERS
        from index.store.local import LocalStore
        from index.store.protocol import Manifest

        store = LocalStore.create(folder, Manifest("bench", "bench", cargo.dimension, PARAMETERS))
        try:
            for made in cargo.reports():
                vectors, parts = made.vectors, made.parts
                if embedder is not None:
                    texts = [chunk.indexed_text for chunk in made.chunks]
                    vectors, parts = embedder.embed_parts(texts, [chunk.indexed_sentences for chunk in made.chunks])
                store.add(made.report, made.chunks, vectors, parts)
            store.refresh()
        finally:
            store.close()

    def open(self, folder: Path, embedder: Embedder) -> Finder:
        """Finds by meaning and by words, fused, with the vectors of the sentences found."""
        from assistant.catalogue import Catalogue
        from assistant.question.understand import understand
        from assistant.retrieval.retrieve import Retriever
        from index.model import Scope
        from index.places.gazetteer import gazetteer
        from index.store.local import LocalStore

        store = LocalStore.open(folder)
        retriever, places = Retriever(store, embedder, None), gazetteer()
        covered = Catalogue(store.catalogue()).places
        return lambda text: retriever.search(understand(text, (), places, covered), Scope(), _WANTED, _DEPTH)


class LangChain:
    """FAISS and BM25Retriever in an EnsembleRetriever. BM25Retriever has no file: it is made anew at each start."""

    def index(self, cargo: Cargo, folder: Path, embedder: Embedder | None) -> None:
        """Makes both, and saves what can be saved."""
        from langchain_community.vectorstores import FAISS

        pairs = zip(cargo.texts(), cargo.vectors(embedder).tolist(), strict=True)
        store = FAISS.from_embeddings(list(pairs), _Questions(None))
        self._words(list(store.docstore._dict.values()))
        store.save_local(str(folder))

    def open(self, folder: Path, embedder: Embedder) -> Finder:
        """Reads the one, makes the other, fuses by rank."""
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.vectorstores import FAISS

        store = FAISS.load_local(str(folder), _Questions(embedder), allow_dangerous_deserialization=True)
        words = self._words(list(store.docstore._dict.values()))
        both = [store.as_retriever(search_kwargs={"k": _DEPTH}), words]
        ensemble = EnsembleRetriever(retrievers=both, weights=[0.5, 0.5])
        return lambda text: ensemble.invoke(text)[:_WANTED]

    def _words(self, documents: Sequence[Any]) -> Any:
        from langchain_community.retrievers import BM25Retriever

        return BM25Retriever.from_documents(documents, preprocess_func=re.compile(_PAIRS).findall, k=_DEPTH)


class LlamaIndex:
    """VectorStoreIndex over FAISS and BM25Retriever in a QueryFusionRetriever, without a language model."""

    def index(self, cargo: Cargo, folder: Path, embedder: Embedder | None) -> None:
        """Makes both and saves both."""
        import faiss
        from llama_index.core import MockEmbedding, StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.retrievers.bm25 import BM25Retriever
        from llama_index.vector_stores.faiss import FaissVectorStore

        vectors = cargo.vectors(embedder)
        pairs = zip(cargo.texts(), vectors.tolist(), strict=True)
        nodes = [TextNode(text=text, embedding=vector) for text, vector in pairs]
        context = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss.IndexFlatIP(vectors.shape[1])))
        index = VectorStoreIndex(nodes, storage_context=context, embed_model=MockEmbedding(vectors.shape[1]))
        index.storage_context.persist(str(folder / "vectors"))
        words = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=_DEPTH, token_pattern=_PAIRS, skip_stemming=True
        )
        words.persist(str(folder / "words"))

    def open(self, folder: Path, embedder: Embedder) -> Finder:
        """Reads both, fuses by rank; the question's vector is given with it."""
        from llama_index.core import MockEmbedding, StorageContext, load_index_from_storage
        from llama_index.core.llms import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.core.schema import QueryBundle
        from llama_index.retrievers.bm25 import BM25Retriever
        from llama_index.vector_stores.faiss import FaissVectorStore

        store = FaissVectorStore.from_persist_dir(str(folder / "vectors"))
        context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder / "vectors"))
        index = load_index_from_storage(context, embed_model=MockEmbedding(embedder.dimension))
        words = BM25Retriever.from_persist_dir(str(folder / "words"), mmap=True)
        words.token_pattern, words.skip_stemming = _PAIRS, True  # it does not keep these
        finders = [index.as_retriever(similarity_top_k=_DEPTH), words]
        fused = QueryFusionRetriever(
            finders, llm=MockLLM(), mode="reciprocal_rerank", similarity_top_k=_WANTED, num_queries=1, use_async=False
        )
        return lambda text: fused.retrieve(QueryBundle(text, embedding=embedder.embed_query(text).tolist()))


class _Questions(Embeddings):
    """An Embedder as LangChain wants it, for questions only."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder

    def embed_query(self, text: str) -> list[float]:
        assert self._embedder is not None
        return [float(value) for value in self._embedder.embed_query(text)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError("vectors are given")


SYSTEMS: Mapping[str, System] = {"youju": Youju(), "langchain": LangChain(), "llamaindex": LlamaIndex()}
