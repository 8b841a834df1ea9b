"""The figures of this release, the peers they are held against, and the floor beneath them."""
