"""What packs the course to take home: `python -m coursekit.archives` is `make dist`.

What a student gets stands beside this folder, and needs nothing of it.
"""
