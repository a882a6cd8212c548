"""For whoever marks a class: submissions in, marks and reports out."""
