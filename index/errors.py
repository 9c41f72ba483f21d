"""Every error that this project raises on purpose, as one tree.

YoujuError              what went wrong and what to do; the command lines exit 2 with it as one line
├── ReportError         one file cannot be read as a report; the build goes on with the others
├── ModelError          the embedding model is missing, damaged or cannot be loaded
├── StoreError          the index on disk is missing, damaged, locked or of another model or version
├── QuestionError       a question, or a file of questions, that cannot be asked
├── EvaluationError     a baseline, a record of a run or of feedback that cannot be used
├── ExportError         figures cannot be written out: too many for a sheet, or the file cannot be written
├── AuditError          the audit log cannot be written, so that nothing may be done
└── LanguageModelError  the language model cannot be reached, refuses or answers with rubbish
"""


class YoujuError(Exception):
    """Base of all errors with a message that a user can act on."""


class ReportError(YoujuError):
    """One file cannot be read as a report; the message says why."""


class ModelError(YoujuError):
    """The embedding model is missing, damaged or cannot be loaded."""


class StoreError(YoujuError):
    """The index on disk is missing, damaged, locked or built by another model or format version."""


class QuestionError(YoujuError):
    """A question, or a file of questions, that cannot be asked."""


class EvaluationError(YoujuError):
    """A baseline, a record of a run or of feedback that cannot be used."""


class ExportError(YoujuError):
    """Figures cannot be written out: they are too many for a sheet, or the file cannot be written."""


class AuditError(YoujuError):
    """The audit log cannot be written; what was to be on record must not be done."""


class LanguageModelError(YoujuError):
    """The language model is not set up rightly, cannot be reached, refuses, or answers with rubbish."""
