"""What goes into the sandbox: four files that need numpy alone and know nothing of the marks."""
