import { Clusterer } from "./clusters.js";
import { Evaluator } from "./evaluating.js";
import { earliestYear, growthOf, timeless } from "./growth.js";
import { countParts, withoutNetworks } from "./overlapping.js";
import { serialise } from "./query.js";
import { byNetwork, byPractice, byTopic, ringOf } from "./shares.js";
import { OTHER_TOPIC, signOf } from "./signs.js";
import { decode } from "./snapshot.js";

const HAS = ["practice", "portrait", "resolution"]; // the evaluator counts them in this order

/** The register in the browser: the snapshot and the texts for `q`, each fetched once, and the answers from them. */
export class Register {
  #data;
  #texts = null;
  #clusterer;
  #indexes;
  #byTopic;
  #byPractice;
  #growth = { asked: null };
  #earliest = 0;

  /** `data` is the page's; it names where `snapshot` and `search` lie. Fetching starts at once. */
  constructor(data) {
    this.#data = data;
    this.ready = this.#load();
  }

  /** Fetch the texts in which `q` looks for words; the words themselves never leave the browser. */
  texts() {
    this.#texts ??= fetched(this.#data.search)
      .then((response) => response.json())
      .catch((error) => {
        this.#texts = null;
        throw error;
      });
    return this.#texts;
  }

  /** What the evaluator says to `query`, as soon as everything it needs is here. */
  async answer(query) {
    await this.ready;
    if (this.evaluator.needsSearch(query)) this.evaluator.search = await this.texts();
    return this.answerNow(query);
  }

  /** The same for one who knows that everything needed is here. */
  answerNow(query) {
    return this.evaluator.evaluate(query);
  }

  /** An answer as the map shows it, its rings made of `rings` (clusters.js). */
  sourceOf(query, answer, rings) {
    answer.sources ??= {};
    answer.sources[rings] ??= this.#clusterer.source(
      answer.places,
      this.#sharesOf(query, rings),
      signOf(this.#data, rings),
      this.#data.lang,
    );
    return answer.sources[rings];
  }

  /** What the places of an answer within [west, south, east, north] share, as one ring would show it, and their number. */
  within(query, answer, rings, [west, south, east, north]) {
    const { lat, lon } = this.snapshot;
    const inside = [];
    for (const place of answer.places) {
      if (lat[place] < south || lat[place] > north) continue;
      if ((lon[place] - west + 720) % 360 <= east - west) inside.push(place);
    }
    return { ring: ringOf(this.#sharesOf(query, rings), inside), count: inside.length };
  }

  /** The same of one place. */
  ringAt(place, query, rings) {
    return ringOf(this.#sharesOf(query, rings), [place]);
  }

  #sharesOf(query, rings) {
    const { evaluator, snapshot } = this;
    if (rings === "practice") {
      this.#byPractice ??= byPractice(snapshot);
      return this.#byPractice;
    }
    if (rings === "topic") {
      const { topics } = snapshot.header;
      const asked = new Set(query.topic.map((slug) => topics.indexOf(slug)));
      this.#byTopic ??= byTopic(
        snapshot,
        this.#data.topics.map(({ sign }) => sign !== OTHER_TOPIC),
      );
      return { ...this.#byTopic, asked };
    }
    const marked = this.#data.networks.map(({ mark }) => mark !== "other");
    return byNetwork(snapshot, marked, evaluator.countedMemberships(query), evaluator.asked(query));
  }

  /** The places of an answer in the order of the list: by name, or from near to far. */
  listed(answer) {
    answer.listed ??= answer.order ?? this.#byName(answer);
    return answer.listed;
  }

  /** Where a place is, {lat, lon}. */
  pointOf(place) {
    return { lat: this.snapshot.lat[place], lon: this.snapshot.lon[place] };
  }

  /** Box around the places of an answer, [west, south, east, north]; null around none. */
  boundsOf({ places }) {
    if (!places.length) return null;
    const { lat, lon } = this.snapshot;
    const box = [180, 90, -180, -90];
    for (const place of places) {
      box[0] = Math.min(box[0], lon[place]);
      box[1] = Math.min(box[1], lat[place]);
      box[2] = Math.max(box[2], lon[place]);
      box[3] = Math.max(box[3], lat[place]);
    }
    return box;
  }

  /** Joinings by year of what `query` finds in all times (growth.js). Moving in time asks the evaluator nothing more. */
  growthOf(query, answer) {
    const whole = timeless(query);
    const asked = serialise(whole);
    if (this.#growth.asked !== asked) {
      const always = asked === serialise(query);
      this.#growth = (always && answer.growth) || this.#grown(whole, asked, always && answer);
      if (always) answer.growth = this.#growth;
    }
    return this.#growth;
  }

  #grown(query, asked, answer) {
    const { evaluator, snapshot } = this;
    const { places } = answer || evaluator.evaluate(query);
    const counted = evaluator.countedMemberships(query);
    const found = growthOf(snapshot, places, counted, evaluator.asked(query));
    return { asked, ...found, earliest: this.#earliest };
  }

  /** How many places one more click gives, as a function of facet and value. */
  countsOf({ facets }) {
    return (facet, value) => facets[facet][this.#indexes[facet].get(value)] ?? 0;
  }

  /** Of the places that `query` finds whatever their networks: how many there are, and how many in which of `slugs`. */
  overlapOf(query, slugs) {
    const others = withoutNetworks(query);
    const { places, count } = this.evaluator.evaluate(others);
    const counted = this.evaluator.countedMemberships(others);
    return { others, count, parts: countParts(this.snapshot, places, counted, slugs) };
  }

  #byName({ matched, count }) {
    const found = new Uint32Array(count);
    const order = this.snapshot.orderByName(this.#data.lang);
    let end = 0;
    for (let at = 0; at < order.length; at++) if (matched[order[at]]) found[end++] = order[at];
    return found;
  }

  async #load() {
    const response = await fetched(this.#data.snapshot);
    // In pieces, so that the page answers meanwhile; who asks for the snapshot finds it when all is there.
    const snapshot = decode(await response.arrayBuffer());
    await breath();
    snapshot.orderByName(this.#data.lang);
    await breath();
    this.evaluator = new Evaluator(snapshot);
    this.#earliest = earliestYear(snapshot);
    this.#indexes = indexesOf(snapshot.header);
    await breath();
    this.#clusterer = new Clusterer(snapshot);
    this.snapshot = snapshot;
  }
}

/** For each facet the position of its values in the snapshot's counts. */
function indexesOf({ networks, countries, regions, topics, kinds, populations }) {
  const dictionaries = {
    network: networks.map(({ slug }) => slug),
    country: countries,
    region: regions,
    topic: topics,
    kind: kinds,
    population: populations,
    has: HAS,
  };
  const numbered = ([facet, values]) => [facet, new Map(values.map((value, index) => [value, index]))];
  return Object.fromEntries(Object.entries(dictionaries).map(numbered));
}

/** Lets the page answer before more is done. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response;
}
