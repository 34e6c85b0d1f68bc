/**
 * Says the texts of the page's JSON block: fills their gaps, chooses between one and several, writes numbers and
 * dates as the page's language does.
 */
export class Words {
  #messages;
  #plural;
  #number;
  #dates;

  constructor(lang, messages) {
    this.lang = lang;
    this.#messages = messages;
    this.#plural = new Intl.PluralRules(lang);
    this.#number = new Intl.NumberFormat(lang);
    const region = lang === "en" ? "en-GB" : lang;
    const month = lang === "en" ? "short" : "numeric";
    this.#dates = {
      day: new Intl.DateTimeFormat(region, { day: "numeric", month, year: "numeric", timeZone: "UTC" }),
      month: new Intl.DateTimeFormat(region, { month: "long", year: "numeric", timeZone: "UTC" }),
    };
  }

  /** The text `key`, with `{name}` replaced by `values.name`; `values.count` chooses the form and is written as a number. */
  say(key, values = {}) {
    const message = this.#messages[key];
    const text =
      typeof message === "string" ? message : (message[this.#plural.select(values.count)] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (gap, name) => {
      const value = values[name];
      return typeof value === "number" ? this.number(value) : (value ?? gap);
    });
  }

  /** `1027` as `1.027` or `1,027`. */
  number(value) {
    return this.#number.format(value);
  }

  /** A partial date in words: a day, a month or only a year. */
  date({ year, month, day }) {
    if (!month) return String(year);
    const moment = Date.UTC(year, month - 1, day || 1);
    return (day ? this.#dates.day : this.#dates.month).format(moment);
  }
}
