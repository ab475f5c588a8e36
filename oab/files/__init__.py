"""Reading the publishers' own files: bytes into rows, and what is wrong with them."""
