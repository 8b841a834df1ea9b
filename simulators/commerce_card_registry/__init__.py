"""A stand-in for the commerce-card registry (سامانه کارت بازرگانی)."""
