"""The tax authority: how a taxpayer stands, and the contracts registered with it."""
