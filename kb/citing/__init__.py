"""What leaves the house as text: citations in five formats, and claims on trial."""

from kb.citing.claims import claims_markdown
from kb.citing.export import FORMATS, Format, export

__all__ = ["FORMATS", "Format", "claims_markdown", "export"]
