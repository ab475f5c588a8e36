"""Documents for people to keep: PDF that is tagged (PDF/UA-1) and lasts (PDF/A-2a)."""
