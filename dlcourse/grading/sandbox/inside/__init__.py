"""What goes into the sandbox: it needs NumPy alone, and knows nothing of the marks."""
