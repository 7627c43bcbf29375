"""Pictures drawn by the server as SVG: places and words, no look. Templates: _parts/_chart_*.html; css/charts.css.

Each picture has a name (`title`), a sentence (`desc`) and a table beside it that says the same; each colour has a
pattern or a sign, so that it reads in grey. `key` is unique on its page. Lengths are units of the drawing.
"""
