"""What REST doors are sent, read: JSON bodies, and the inquiries of the duties."""
