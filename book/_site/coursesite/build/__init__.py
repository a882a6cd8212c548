"""How the book is built: what happens before the pages are read, and when all are written."""
