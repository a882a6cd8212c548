"""For whoever writes an exercise: the notebook made from its source, and the proof of it."""
