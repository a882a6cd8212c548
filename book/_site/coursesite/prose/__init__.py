"""What the chapters say, as a reader meets it: terms and letters in order, claims, sentences."""
