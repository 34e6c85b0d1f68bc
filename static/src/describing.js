import { fold } from "./folding.js";
import { nameOf, signOf } from "./signs.js";

const MOST_MARKS = 3;
const NAMED = 3; // places that the note on a ring names
const LISTED = 3;
const NOT_MERELY_MEMBER = { 1: "awarded", 2: "observer", 4: "left" };

/** What rows and the card say about a place, from the snapshot's numbers and the page's labels. */
export class Describing {
  #register;
  #data;
  #words;

  constructor(register, data, words) {
    this.#register = register;
    this.#data = data;
    this.#words = words;
  }

  /** One row of the list: networks that the query asks for come first among the marks. */
  row(place, query) {
    const snapshot = this.#snapshot;
    const name = snapshot.name(place, this.#data.lang);
    const slug = snapshot.slug(place);
    const asked = this.#register.evaluator.asked(query);
    const networks = this.#networks(place, query);
    const ordered = [
      ...networks.filter((index) => asked.has(index)),
      ...networks.filter((index) => !asked.has(index)),
    ];
    const marks = ordered.slice(0, MOST_MARKS).map((index) => this.#data.networks[index]);
    const more = Math.max(0, ordered.length - MOST_MARKS);
    return {
      name,
      slug,
      url: this.urlOf(slug),
      place: `${this.#kind(place)}, ${this.#region(place) ?? this.#country(place)}`,
      marks,
      more,
      networks: this.#spoken(marks, more),
    };
  }

  /** What the marks of a row say to who does not see them. */
  #spoken(marks, more) {
    if (!marks.length) return "";
    const list = marks.map(({ label }) => label).join(", ");
    const further = more ? ` ${this.#words.say("furtherNetworks", { count: more })}` : "";
    return this.#words.say("networks", { list: list + further });
  }

  /**
   * The place card: memberships that count for the query, in the order of joining, undated ones last; and apart from them
   * the networks for which others name the place.
   */
  card(place, query) {
    const snapshot = this.#snapshot;
    const slug = snapshot.slug(place);
    return {
      name: snapshot.name(place, this.#data.lang),
      endonym: snapshot.endonym(place),
      slug,
      url: this.urlOf(slug),
      place: [this.#kind(place), this.#region(place), this.#country(place)].filter(Boolean).join(", "),
      memberships: this.#counted(place, query)
        .filter((m) => snapshot.memberStatus[m] !== LISTED)
        .map((m) => this.#membership(m)),
      listed: this.#all(place)
        .filter((m) => snapshot.memberStatus[m] === LISTED)
        .map((m) => this.#membership(m)),
      resolutions: snapshot.resolutions[place],
      practices: snapshot.practices[place],
    };
  }

  /** The note on what the pointer is over: a place, or a ring of places with its biggest ones and what it shows. */
  hint({ slug, places = [], count, ring }, query, rings) {
    const { snapshot } = this.#register;
    if (slug) return this.#placeHint(snapshot.indexOfSlug(slug), query, rings);
    const named = Array.from(places)
      .sort((a, b) => snapshot.population[b] - snapshot.population[a])
      .slice(0, NAMED)
      .map((place) => snapshot.name(place, this.#data.lang));
    const place = named.join(", ") + (places.length > NAMED ? " …" : "");
    return { name: this.#words.say("places", { count }), place, shares: this.shares(ring, rings) };
  }

  /** A ring in words: sign, name and number of each share. */
  shares(ring, rings) {
    const sign = signOf(this.#data, rings);
    const name = nameOf(this.#data, this.#words, rings);
    return ring.map(([part, count]) => ({
      sign: sign(part),
      name: name(part),
      number: this.#words.number(count),
    }));
  }

  #placeHint(place, query, rings) {
    const row = this.row(place, query);
    if (rings === "network") return row;
    const shares = this.shares(this.#register.ringAt(place, query, rings), rings);
    return { name: row.name, place: row.place, shares: shares.map((share) => ({ ...share, number: "" })) };
  }

  /** Address of a place's page. */
  urlOf(slug) {
    return `/${this.#data.lang}/cities/${slug}/`;
  }

  /** Networks that the place counts for under this query, in the order of joining. */
  #networks(place, query) {
    return [...new Set(this.#counted(place, query).map((m) => this.#snapshot.memberNetwork[m]))];
  }

  #counted(place, query) {
    const counted = this.#register.evaluator.countedMemberships(query);
    return this.#all(place).filter((m) => counted[m]);
  }

  /** The snapshot keeps a place's memberships in the order of joining, undated ones last. */
  #all(place) {
    const { memberStart } = this.#snapshot;
    const found = [];
    for (let m = memberStart[place]; m < memberStart[place + 1]; m++) found.push(m);
    return found;
  }

  #membership(m) {
    const { memberNetwork, memberStatus, joined, left } = this.#snapshot;
    const { slug, label, mark } = this.#data.networks[memberNetwork[m]];
    return {
      slug,
      label,
      mark,
      joined: joined[m],
      url: `/${this.#data.lang}/networks/${slug}/`,
      said: this.#said(joined[m], memberStatus[m], left[m]),
    };
  }

  get #snapshot() {
    return this.#register.snapshot;
  }

  #said(joined, status, left) {
    const since = joined ? this.#words.date(joined) : this.#words.say("noDate");
    const apart = NOT_MERELY_MEMBER[status];
    if (!apart) return since;
    if (apart === "left") return this.#words.say("until", { date: this.#words.date(left) });
    return joined ? `${this.#words.say(apart)}, ${since}` : this.#words.say(apart);
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
