"""The page runs: Python for the browser, packed into scripts of the site, and a bar below cells.

wheels   where Pyodide's packages come from, each checked by the hash in Pyodide's lock
worker   Pyodide's own two scripts and ours, joined into the text of one classic worker
course   what the browser gets of this package: the student's copy, and no more than a page needs
packs    files as scripts, named by their content; made again only when that changes
bars     what a page with code holds: a bar below each cell, its notebook, one script
notices  the licences of all that is packed
"""
