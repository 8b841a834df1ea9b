"""The commerce-card registry (سامانه کارت بازرگانی): it is told what its clearances are worth."""
