"""What proves afterwards what was asked, when, and what was answered."""
