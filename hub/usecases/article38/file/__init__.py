"""The file of a contract under Article 38: from the allocation of its row to its clearance."""
