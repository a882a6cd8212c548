"""What goes into the sandbox: three files that need numpy alone and know nothing of the marks."""
