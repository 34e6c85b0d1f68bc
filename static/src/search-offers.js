import { indexText } from "./folding.js";
import { emptyQuery } from "./query.js";
import { SearchIndex } from "./search-index.js";

const MOST = { place: 5, network: 3, area: 3, topic: 3, practice: 3 };
const MEMBERSHIP = 2 ** 34; // more than any population: places are weighed by memberships, then by people
const SLICE = 8; // ms of building at a time
const IDLE_AT_LAST = 200; // ms after which building goes on in a busy page too

/**
 * What the search box offers: places, networks, countries and regions, topics and practices, found in the browser. What is
 * typed never leaves it.
 */
export class Offers {
  #register;
  #describing;
  #data;
  #index = null;
  #practices;
  #areas;

  constructor(register, describing, data) {
    this.#register = register;
    this.#describing = describing;
    this.#data = data;
  }

  /** Fetch the names and build the index while the page is idle; once. */
  prepare() {
    this.#index ??= this.#build().catch((error) => {
      this.#index = null;
      throw error;
    });
    return this.#index;
  }

  /** Suggestions by group: `{place: [{kind, value, name, place, marks, more, url}, …], network: […], …}`, for the map's `query`. */
  async find(text, query) {
    const index = await this.prepare();
    const groups = Object.keys(MOST);
    const found = index.find(text, Object.values(MOST));
    return Object.fromEntries(
      groups.map((group, at) => [group, found[at].map((record) => this.#offer(group, record, query))]),
    );
  }

  #offer(group, record, query) {
    const { header } = this.#register.snapshot;
    if (group === "place") {
      const row = this.#describing.row(record, query);
      return { ...row, kind: group, value: row.slug };
    }
    if (group === "network") {
      const { slug, label, mark } = this.#data.networks[record];
      return { kind: group, value: slug, name: label, marks: [{ mark }] };
    }
    if (group === "area") return this.#areas[record];
    if (group === "topic") {
      const slug = header.topics[record];
      return { kind: group, value: slug, name: this.#label(group, slug) };
    }
    const [place, , slug, titles] = this.#practices[record];
    const name = this.#title(titles);
    return {
      kind: group,
      value: slug,
      name,
      place: this.#register.snapshot.name(place, this.#data.lang),
      url: `/${this.#data.lang}/practices/${slug}/`,
    };
  }

  async #build() {
    const [texts] = await Promise.all([this.#register.texts(), this.#register.ready]);
    const { snapshot, evaluator } = this.#register;
    const { networks, lang } = this.#data;
    const { memberStart, population, header } = snapshot;
    const counted = evaluator.countedMemberships(emptyQuery());
    const countedUpTo = new Uint32Array(counted.length + 1);
    for (let m = 0; m < counted.length; m++) countedUpTo[m + 1] = countedUpTo[m] + counted[m];
    const memberships = (place) => countedUpTo[memberStart[place + 1]] - countedUpTo[memberStart[place]];
    // What is equally well written is weighed by what one click on it gives.
    const { facets } = evaluator.evaluate(emptyQuery());
    const areaCounts = [...facets.country, ...facets.region];
    this.#practices = texts.practices;
    this.#areas = this.#areasOf(header);
    const index = new SearchIndex([
      {
        count: snapshot.count,
        text: (place) => texts.places[place],
        name: (place) => snapshot.name(place, lang),
        weight: (place) => memberships(place) * MEMBERSHIP + population[place],
      },
      {
        count: networks.length,
        text: (network) => texts.networks[network],
        name: (network) => networks[network].label,
        weight: (network) => facets.network[network],
      },
      {
        count: this.#areas.length,
        text: (area) => indexText(this.#areas[area].names),
        name: (area) => this.#areas[area].name,
        weight: (area) => areaCounts[area],
      },
      {
        count: header.topics.length,
        text: (topic) => indexText([this.#label("topic", header.topics[topic])]),
        name: (topic) => this.#label("topic", header.topics[topic]),
        weight: (topic) => facets.topic[topic],
      },
      {
        count: texts.practices.length,
        text: (practice) => indexText(Object.values(texts.practices[practice][3])),
        name: (practice) => this.#title(texts.practices[practice][3]),
        weight: () => 0,
      },
    ]);
    await inIdleTime(index.building());
    return index;
  }

  /** Countries, found under their names in the page's and the reader's languages, and regions. */
  #areasOf({ countries, regions }) {
    const languages = new Set([this.#data.lang, ...(globalThis.navigator?.languages ?? [])]);
    const naming = [...languages].map((language) => new Intl.DisplayNames([language], { type: "region" }));
    return [
      ...countries.map((value) => {
        const name = this.#label("country", value);
        return { kind: "country", value, name, names: [name, ...naming.map((names) => names.of(value))] };
      }),
      ...regions.map((value) => {
        const name = this.#label("region", value);
        return {
          kind: "region",
          value,
          name,
          names: [name],
          place: this.#label("country", value.split("-")[0]),
        };
      }),
    ];
  }

  #title(titles) {
    return titles[this.#data.lang] ?? titles[this.#data.languages.find((code) => titles[code])];
  }

  #label(facet, value) {
    return this.#data.labels[facet][value] ?? value;
  }
}

/** Run `work` to its end, a few milliseconds whenever the page has nothing else to do. */
function inIdleTime(work) {
  const later = globalThis.requestIdleCallback ?? ((step) => setTimeout(step));
  return new Promise((resolve, reject) => {
    const step = () => {
      const until = performance.now() + SLICE;
      try {
        while (performance.now() < until) {
          if (work.next().done) {
            resolve();
            return;
          }
        }
      } catch (error) {
        reject(error);
        return;
      }
      later(step, { timeout: IDLE_AT_LAST });
    };
    later(step, { timeout: IDLE_AT_LAST });
  });
}
