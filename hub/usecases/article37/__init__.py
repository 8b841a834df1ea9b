"""Article 37 of the Social Security Act: no transfer of a workshop without the SSO's word."""
