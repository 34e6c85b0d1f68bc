"""Give the register's names in the pseudo-languages, and leave its texts as they are: what editors of a new language do first.

Run as `python -m tests.pseudo.content` with the settings of this folder. Columns hold one value a language, so no
migration is needed.
"""

import django
from i18nfield.fields import I18nCharField
from i18nfield.strings import LazyI18nString

from tests.pseudo.writing import LETTERS, pseudo


def main() -> None:
    from cities.models import City, CityName, Edition, Region, Source, Topic
    from networks.models import Network, Resolution
    from practices.models import Practice

    # Names in one language only are nobody's to translate; Greek letters tell them from texts of ours.
    plain: dict[type, list[str]] = {
        City: ["endonym"],
        CityName: ["name"],
        Network: ["short_name"],
        Source: ["title", "publisher"],
    }
    for model in (City, CityName, Network, Practice, Region, Resolution, Source, Topic):
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, I18nCharField)]
        records = list(model.objects.all())
        for record in records:
            for name in plain.get(model, []):
                # Places have Greek names too, which are no longer than their Latin ones.
                longer = model is CityName
                setattr(record, name, pseudo(getattr(record, name), "el-xa", longer=longer))
            for name in names:
                value = getattr(record, name)
                if value:
                    text = str(value)
                    written = {code: pseudo(text, code, longer=False) for code in LETTERS}
                    setattr(record, name, LazyI18nString(value.data | written))
        model.objects.bulk_update(records, [*plain.get(model, []), *names], batch_size=200)
    Edition.renew()


if __name__ == "__main__":
    django.setup()
    main()
