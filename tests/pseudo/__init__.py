"""Two languages that nobody speaks, to see what a new language meets. See docs/adding-a-language.md.

`el-xa` is written in Greek letters and `ar-xb` in Arabic ones, from right to left; dates, numbers and names of countries
are Greek and Arabic by the CLDR. So whatever stands on a page in Latin letters was never given to translate.
"""
