"""The duties of the law, one folder each: what is asked, what the law says, how it is done."""
