const MOST_NUMBERS = 4000;

/**
 * Says the texts of the page's JSON block: fills their gaps, chooses between one and several, writes numbers and
 * dates as the page's language does.
 */
export class Words {
  #messages;
  #languages;
  #plural;
  #number;
  #dates;
  #numbers = new Map(); // as written before: a change of filters writes hundreds

  /** `languages`: those of the site, the one that others fall back to first. */
  constructor(lang, messages, languages = []) {
    this.lang = lang;
    this.#languages = languages;
    this.#messages = messages;
    this.#plural = new Intl.PluralRules(lang);
    this.#number = new Intl.NumberFormat(lang);
    const region = lang === "en" ? "en-GB" : lang;
    const month = lang === "en" ? "short" : "numeric";
    this.#dates = {
      day: new Intl.DateTimeFormat(region, { day: "numeric", month, year: "numeric", timeZone: "UTC" }),
      long: new Intl.DateTimeFormat(region, {
        day: "numeric",
        month: "long",
        year: "numeric",
        timeZone: "UTC",
      }),
      month: new Intl.DateTimeFormat(region, { month: "long", year: "numeric", timeZone: "UTC" }),
    };
  }

  /** The text `key`, with `{name}` replaced by `values.name`; `values.count` chooses the form and is written as a number. */
  say(key, values = {}) {
    const message = this.#messages[key];
    const text = typeof message === "string" ? message : this.choose(message, values.count);
    return text.replace(/\{(\w+)\}/g, (gap, name) => {
      const value = values[name];
      return typeof value === "number" ? this.number(value) : (value ?? gap);
    });
  }

  /** Of two forms, `one` and `other`, the one for `count`. */
  choose(forms, count) {
    return forms[this.#plural.select(count)] ?? forms.other;
  }

  /** `1027` as `1.027` or `1,027`. */
  number(value) {
    let text = this.#numbers.get(value);
    if (text === undefined) {
      text = this.#number.format(value);
      if (this.#numbers.size >= MOST_NUMBERS) this.#numbers.clear();
      this.#numbers.set(value, text);
    }
    return text;
  }

  /** A number with at most so many decimals. */
  decimal(value, places) {
    return new Intl.NumberFormat(this.lang, { maximumFractionDigits: places }).format(value);
  }

  /** A distance: `1,2 km` or `340 km`. */
  distance(metres) {
    const maximumFractionDigits = metres < 10_000 ? 1 : 0;
    const form = { style: "unit", unit: "kilometer", unitDisplay: "short", maximumFractionDigits };
    return new Intl.NumberFormat(this.lang, form).format(metres / 1000);
  }

  /** Of a text in several languages, the one to show and its language. */
  chosen(texts) {
    const language = [this.lang, ...this.#languages].find((code) => texts[code]);
    return language ? { language, text: texts[language] } : { language: "", text: "" };
  }

  /** In which language a text is, where it is not the page's: `in German`. */
  inLanguage(code) {
    const names = new Intl.DisplayNames([this.lang], { type: "language" });
    return this.say("inLanguage", { language: names.of(code) });
  }

  /** A partial date, YYYYMMDD with 00 for unknown parts, short enough for a column. */
  date(number) {
    return this.#dated(number, this.#dates.day);
  }

  /** The same in a sentence: `18. Dezember 2019`. */
  longDate(number) {
    return this.#dated(number, this.#dates.long);
  }

  #dated(number, days) {
    const [year, month, day] = [Math.floor(number / 10000), Math.floor(number / 100) % 100, number % 100];
    if (!month) return String(year);
    return (day ? days : this.#dates.month).format(Date.UTC(year, month - 1, day || 1));
  }
}
