import { fold } from "./folding.js";

const MOST_MARKS = 3;
const NOT_MERELY_MEMBER = { 1: "awarded", 2: "observer", 3: "listed", 4: "left" };

/** What rows and the card say about a place, from the snapshot's numbers and the page's labels. */
export class Describing {
  #snapshot;
  #evaluator;
  #data;
  #words;

  constructor(snapshot, evaluator, data, words) {
    this.#snapshot = snapshot;
    this.#evaluator = evaluator;
    this.#data = data;
    this.#words = words;
  }

  /** One row of the list: networks that the query asks for come first among the marks. */
  row(place, query) {
    const snapshot = this.#snapshot;
    const name = snapshot.name(place, this.#data.lang);
    const slug = snapshot.slug(place);
    const asked = this.#evaluator.asked(query);
    const networks = this.#evaluator.networksOf(place, query);
    const ordered = [
      ...networks.filter((index) => asked.has(index)),
      ...networks.filter((index) => !asked.has(index)),
    ];
    return {
      name,
      slug,
      url: this.urlOf(slug),
      letter: letterOf(name),
      place: `${this.#kind(place)}, ${this.#region(place) ?? this.#country(place)}`,
      marks: ordered.slice(0, MOST_MARKS).map((index) => this.#data.networks[index]),
      more: Math.max(0, ordered.length - MOST_MARKS),
    };
  }

  /** The place card: memberships that count for the query, in the order of joining, undated ones last. */
  card(place, query) {
    const snapshot = this.#snapshot;
    const slug = snapshot.slug(place);
    return {
      name: snapshot.name(place, this.#data.lang),
      slug,
      url: this.urlOf(slug),
      place: [this.#kind(place), this.#region(place), this.#country(place)].filter(Boolean).join(", "),
      memberships: this.#memberships(place, query),
      resolutions: snapshot.resolutions[place],
      practices: snapshot.practices[place],
    };
  }

  urlOf(slug) {
    return `/${this.#data.lang}/cities/${slug}/`;
  }

  #memberships(place, query) {
    const { memberStart, memberNetwork, memberStatus, joined, left } = this.#snapshot;
    const counted = this.#evaluator.countedMemberships(query);
    const found = [];
    for (let m = memberStart[place]; m < memberStart[place + 1]; m++) {
      if (!counted[m]) continue;
      const network = this.#data.networks[memberNetwork[m]];
      found.push({
        label: network.label,
        mark: network.mark,
        url: `/${this.#data.lang}/networks/${network.slug}/`,
        joined: joined[m],
        said: this.#said(joined[m], memberStatus[m], left[m]),
        order: memberNetwork[m],
      });
    }
    return found.sort((a, b) => (a.joined || Infinity) - (b.joined || Infinity) || a.order - b.order);
  }

  #said(joined, status, left) {
    const since = joined ? this.#date(joined) : this.#words.say("noDate");
    const apart = NOT_MERELY_MEMBER[status];
    if (!apart) return since;
    if (apart === "left") return this.#words.say("until", { date: this.#date(left) });
    return joined ? `${this.#words.say(apart)}, ${since}` : this.#words.say(apart);
  }

  #date(number) {
    const date = {
      year: Math.floor(number / 10000),
      month: Math.floor(number / 100) % 100,
      day: number % 100,
    };
    return this.#words.date(date);
  }

  #kind(place) {
    return this.#label("kind", this.#snapshot.header.kinds[this.#snapshot.kind[place]]);
  }

  #country(place) {
    return this.#label("country", this.#snapshot.header.countries[this.#snapshot.country[place]]);
  }

  #region(place) {
    const region = this.#snapshot.region[place];
    return region ? this.#label("region", this.#snapshot.header.regions[region - 1]) : null;
  }

  #label(facet, value) {
    return this.#data.labels[facet][value] ?? value;
  }
}

/** The letter a name stands under: Ängelholm under A, Łódź under L. The server's list does the same. */
export function letterOf(name) {
  const [first] = fold(name).match(/[\p{L}\p{N}]/u) ?? ["#"];
  return /\p{L}/u.test(first) ? first.toUpperCase() : "#";
}
