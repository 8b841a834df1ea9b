"""The country's calendar as data: its public holidays."""
