"""The operators' panel: what needs attention, contracts, and Article 38 files."""
