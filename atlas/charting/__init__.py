"""Charts as the server draws them: a picture in SVG, and beside it the same figures as a table and as CSV.

`chart` holds the nouns, `drawing` the shapes, `tabling` the CSV. What is drawn comes from the pages that know it.
"""
