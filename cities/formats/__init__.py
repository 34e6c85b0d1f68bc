"""How dates are written where Django's own way of a language is not ours; pages for everybody ask the CLDR (cities/locales.py)."""
