"""The pages that are made from data. `make record` writes them anew, a test compares."""
