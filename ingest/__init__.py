"""The only rooms that know PubMed: its XML, its E-utilities, and the commands that pull from it."""
