"""What every page of feedback stands in: its head, its policy, and its style for screen and paper.

Text and each sign have a contrast of 4.5 at least, in light and in dark.
"""

SHELL = """<!doctype html>
<html {attributes}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
{style}<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""

STYLE = """<style>
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif;
  --back: #ffffff; --box: #f2f2f2; --text: #1b1b1b; --soft: #555555;
  --passed: #17652a; --failed: #b0241c; --ungraded: #6a4d00 }
@media screen and (prefers-color-scheme: dark) { :root {
  --back: #161616; --box: #272727; --text: #ececec; --soft: #b4b4b4;
  --passed: #7ddc93; --failed: #ff9d93; --ungraded: #f0c265 } }
body { margin: 0; background: var(--back); color: var(--text) }
main { max-width: 45em; margin: 0 auto; padding: 1em; overflow-wrap: anywhere }
h1 { line-height: 1.2 }
h2 { margin: 1.5em 0 0.5em; font-size: 1.2em; line-height: 1.3 }
p, ul, dl { margin: 0.4em 0 }
.points { font-size: 1.5em; font-weight: bold }
.next, dl { background: var(--box); padding: 0.4em 0.6em }
small, dt { color: var(--soft) }
.passed { color: var(--passed) }
.failed { color: var(--failed) }
.ungraded { color: var(--ungraded) }
.checks { list-style: none; padding: 0 }
.checks > li { margin: 0.6em 0; border-inline-start: 4px solid; padding-inline-start: 0.8em }
.checks > li > * { color: var(--text) }
.checks > li > p > small { display: block }
dd { margin: 0 }
code, dd { font-family: ui-monospace, monospace; font-size: 0.95em;
  direction: ltr; unicode-bidi: isolate }
details { margin: 0.6em 0 }
summary { padding: 0.3em 0; cursor: pointer }
@media print {
  details::details-content { content-visibility: visible; block-size: auto }
  .checks > li { break-inside: avoid }
  h2 { break-after: avoid }
}
</style>
"""
