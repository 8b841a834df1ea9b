"""The paper forms of the clearance of contracts: a form's life, and what a paper is worth now."""
