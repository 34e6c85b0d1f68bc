/**
 * The query in words, as atlas/sentences.py says it: the same phrases in the same order, so that page, list without
 * scripts and map tell the same. A browser test compares both.
 */

/** `{noun, text, date}` of a query with `count` places. `data` brings `phrases`, `labels` and the `edition`. */
export function sentenceOf(query, count, data, words) {
  const saying = new Saying(query, data, words);
  return {
    noun: words.choose(data.phrases.noun, count),
    text: saying.text(),
    date: saying.fill("as_of", { date: saying.date(query.on || numberOf(data.edition.as_of)) }),
  };
}

class Saying {
  #query;
  #labels;
  #phrases;
  #words;

  constructor(query, { labels, phrases }, words) {
    this.#query = query;
    this.#labels = labels;
    this.#phrases = phrases;
    this.#words = words;
  }

  text() {
    const parts = [
      this.#near(),
      this.#listing("kind"),
      this.#listing("population"),
      this.#area("region"),
      this.#area("country"),
      ...this.#networks(),
      this.#listing("topic"),
      this.#has(),
      this.#joined(),
      this.#query.q && this.fill("q", { text: this.#query.q }),
      this.#query.bbox && this.#phrases.bbox,
      this.#query.include.includes("listed") && this.#phrases.listed,
    ];
    return parts.filter(Boolean).join(", ");
  }

  fill(key, values) {
    return this.#phrases[key].replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);
  }

  /** A date given as YYYYMMDD, in words. */
  date(number) {
    return this.#words.longDate(number);
  }

  /** `a`, `a or b`, `a, b or c`. */
  #join(word, texts) {
    if (texts.length < 2) return texts.join("");
    return this.fill(word, { first: texts.slice(0, -1).join(", "), last: texts.at(-1) });
  }

  #name(facet, value) {
    return this.#labels[facet][value] ?? value;
  }

  #listing(facet, key = facet) {
    const values = this.#query[key === "network_not" ? key : facet];
    if (!values.length) return "";
    return this.fill(key, {
      names: this.#join(
        "or",
        values.map((value) => this.#name(facet, value)),
      ),
    });
  }

  #near() {
    if (!this.#query.near) return "";
    const [lat, lon, km] = this.#query.near;
    const rounded = (value, places) => this.#words.decimal(value, places);
    return this.fill("near", { km: rounded(km, 1), point: `${rounded(lat, 2)} / ${rounded(lon, 2)}` });
  }

  #area(facet) {
    const within = (code) =>
      this.#labels.within[code] ?? this.fill("networks", { names: this.#name(facet, code) });
    return this.#join("or", this.#query[facet].map(within));
  }

  #networks() {
    const all = this.#query.network_all.map((slug) =>
      this.fill("network_all", { name: this.#name("network", slug) }),
    );
    return [
      this.#listing("network", this.#query.network.length === 1 ? "network" : "networks"),
      this.#join("and", all),
      this.#listing("network", "network_not"),
    ];
  }

  #has() {
    const names = this.#query.has.map((value) => this.#phrases.has_names[value]);
    return names.length ? this.fill("has", { names: this.#join("and", names) }) : "";
  }

  #joined() {
    const { joined_from: start, joined_to: end } = this.#query;
    if (!start && !end) return "";
    const key = start && end ? "joined" : start ? "joined_from" : "joined_to";
    return this.fill(key, { start: start && this.date(start), end: end && this.date(end) });
  }
}

function numberOf(date) {
  return Number(date.replaceAll("-", ""));
}
