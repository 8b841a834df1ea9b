"""The organization's service of electronic notification (ابلاغ الکترونیک): it tells employers."""
