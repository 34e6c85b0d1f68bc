// Answering a query from the snapshot: which places, and what one more click on any facet would give.
// Everything is typed arrays and bit masks, so that 100,000 places take a few milliseconds.

import { firstDay, lastDay } from "./dates.js";
import { words } from "./folding.js";
import { serialise } from "./query.js";
import { PORTRAIT, STATUS } from "./snapshot.js";

const EARTH_RADIUS_KM = 6371.0088;
const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;
const RADIANS = Math.PI / 180;

const HAS = ["practice", "portrait", "resolution"];

// A place may miss one of the facets whose values are alternatives, and still counts in that facet.
const NONE = -1;
const [NETWORK, COUNTRY, REGION, TOPIC, KIND, POPULATION] = [0, 1, 2, 3, 4, 5];
const HOPELESS = 6;

export class Evaluator {
  #snapshot;
  #above; // for each network itself and all above it
  #below; // for each network itself and all below it
  #has;
  #countings = new Map();
  #passes = new Map();
  #offered = new Map();

  /** `search` holds the texts for `q`: {places, practices, networks}; it may be set later. */
  constructor(snapshot, search = null) {
    this.#snapshot = snapshot;
    this.search = search;
    const networks = snapshot.header.networks;
    this.#above = networks.map((_, index) => {
      const chain = [];
      for (let at = index; at >= 0 && !chain.includes(at); at = networks[at].parent) chain.push(at);
      return chain;
    });
    this.#below = networks.map(() => []);
    this.#above.forEach((chain, index) => {
      for (const one of chain) this.#below[one].push(index);
    });
    this.#has = new Uint8Array(snapshot.count);
    for (let place = 0; place < snapshot.count; place++) {
      const portrait = snapshot.flags[place] & PORTRAIT ? 2 : 0;
      this.#has[place] =
        (snapshot.practices[place] ? 1 : 0) | portrait | (snapshot.resolutions[place] ? 4 : 0);
    }
  }

  /** Whether the query cannot be answered before the texts for `q` are here. */
  needsSearch(query) {
    return words(query.q).length > 0 && !this.search;
  }

  /**
   * Which places match, how many, and the counts of every facet value: what choosing that value alone would give
   * (for `network_all`, `network_not`, `has`: what adding it would give) with everything else left as it is.
   * `order` lists the matches from near to far when the query has `near`, else it is null.
   */
  evaluate(query) {
    const snapshot = this.#snapshot;
    const { header, count: n } = snapshot;
    const counting = this.#counting(query);
    const joining = query.joined_from || query.joined_to ? this.#joining(counting, query) : null;
    const chosen = joining ?? counting; // what `network` asks
    const width = counting.width;
    const some = this.#networkMask(query.network);
    const all = query.network_all.map((slug) => this.#indexOf("networks", slug));
    const not = this.#networkMask(query.network_not);
    const country = allowed(header.countries, query.country);
    const region = allowed([null, ...header.regions], query.region);
    const kind = allowed(header.kinds, query.kind);
    const population = allowed(header.populations, query.population);
    const topic = allowed(header.topics, query.topic);
    const has = query.has.reduce((bits, value) => bits | (1 << HAS.indexOf(value)), 0);
    const somebody = query.on !== 0; // a past state shows only who belonged to something then
    const passes = [
      this.#boxPass(query.bbox),
      this.#nearPass(query.near),
      this.#textPass(query, counting),
    ].filter(Boolean);

    // What `network` offers depends on everything else only: clicking from network to network needs it once.
    const others = serialise({ ...query, network: [] });
    const offered = this.#offered.get(others) ?? null;

    const { masks, start: countedStart, networks: countedNetworks } = counting;
    const { masks: chosenMasks, start: chosenStart, networks: chosenNetworks } = chosen;
    const {
      country: countryOf,
      region: regionOf,
      kind: kindOf,
      populationClass,
      topicStart,
      topics,
    } = snapshot;
    const having = this.#has;
    const matched = new Uint8Array(n);
    const inMatched = new Uint32Array(header.networks.length);
    const inChosen = new Uint32Array(header.networks.length);
    const facets = {
      country: new Uint32Array(header.countries.length),
      region: new Uint32Array(header.regions.length + 1),
      topic: new Uint32Array(header.topics.length),
      kind: new Uint32Array(header.kinds.length),
      population: new Uint32Array(header.populations.length),
      has: new Uint32Array(HAS.length),
    };
    let count = 0;

    for (let place = 0; place < n; place++) {
      let missing = NONE;
      if (some && !overlaps(chosenMasks, some, place * width, width)) {
        if (offered) continue;
        missing = NETWORK;
      }
      if ((having[place] & has) !== has) continue;
      if (somebody && countedStart[place] === countedStart[place + 1]) continue;
      if (joining && chosenStart[place] === chosenStart[place + 1]) continue;
      if (not && overlaps(masks, not, place * width, width)) continue;
      let hopeless = false;
      for (let at = 0; at < passes.length; at++) if (!passes[at][place]) hopeless = true;
      for (let at = 0; at < all.length; at++) if (!holds(masks, all[at], place * width)) hopeless = true;
      if (hopeless) continue;

      if (country && !country[countryOf[place]]) missing = missing === NONE ? COUNTRY : HOPELESS;
      if (region && !region[regionOf[place]]) missing = missing === NONE ? REGION : HOPELESS;
      if (topic && !anyAllowed(topic, topics, topicStart[place], topicStart[place + 1]))
        missing = missing === NONE ? TOPIC : HOPELESS;
      if (kind && !kind[kindOf[place]]) missing = missing === NONE ? KIND : HOPELESS;
      if (population && !population[populationClass[place]])
        missing = missing === NONE ? POPULATION : HOPELESS;
      if (missing === HOPELESS) continue;

      if (missing === NONE) {
        matched[place] = 1;
        count++;
        const end = countedStart[place + 1];
        for (let at = countedStart[place]; at < end; at++) inMatched[countedNetworks[at]]++;
        const bits = having[place];
        if (bits) for (let bit = 0; bit < HAS.length; bit++) facets.has[bit] += (bits >> bit) & 1;
      }
      if (!offered && (missing === NETWORK || (missing === NONE && joining))) {
        for (let at = chosenStart[place]; at < chosenStart[place + 1]; at++) inChosen[chosenNetworks[at]]++;
      }
      if (missing === NONE || missing === COUNTRY) facets.country[countryOf[place]]++;
      if (missing === NONE || missing === REGION) facets.region[regionOf[place]]++;
      if (missing === NONE || missing === TOPIC)
        for (let at = topicStart[place]; at < topicStart[place + 1]; at++) facets.topic[topics[at]]++;
      if (missing === NONE || missing === KIND) facets.kind[kindOf[place]]++;
      if (missing === NONE || missing === POPULATION) facets.population[populationClass[place]]++;
    }
    facets.region = facets.region.subarray(1);
    facets.network_all = inMatched;
    facets.network_not = inMatched.map((inside) => count - inside);
    facets.network =
      offered ?? (joining ? inChosen : inMatched.map((inside, network) => inside + inChosen[network]));
    remembered(this.#offered, others, 2, () => facets.network);
    return { matched, count, facets, order: this.#nearestFirst(query.near, matched, count) };
  }

  /** Networks that a place counts for under this query (not those above them), as indexes, in the order of the dictionary. */
  networksOf(place, query) {
    const { counted } = this.#counting(query);
    const { memberStart, memberNetwork } = this.#snapshot;
    const found = [];
    for (let m = memberStart[place]; m < memberStart[place + 1]; m++)
      if (counted[m]) found.push(memberNetwork[m]);
    return found.sort((a, b) => a - b);
  }

  /** 1 for each membership that counts under this query. */
  countedMemberships(query) {
    return this.#counting(query).counted;
  }

  /** The networks a query asks for and all below them, as a set of indexes. */
  asked(query) {
    const slugs = [...query.network, ...query.network_all];
    return new Set(slugs.flatMap((slug) => this.#below[this.#indexOf("networks", slug)] ?? []));
  }

  #indexOf(dictionary, value) {
    const entries = this.#snapshot.header[dictionary];
    return entries.findIndex((entry) => (entry.slug ?? entry) === value);
  }

  #networkMask(slugs) {
    if (slugs.length === 0) return null;
    const mask = new Uint32Array(Math.ceil(this.#above.length / 32) || 1);
    for (const slug of slugs) {
      const index = this.#indexOf("networks", slug);
      if (index >= 0) mask[index >> 5] |= 1 << (index & 31);
    }
    return mask;
  }

  /** Who counts depends on two parameters only, so each state is worked out once. */
  #counting({ include, on }) {
    const listed = include.includes("listed");
    return remembered(this.#countings, `${on} ${listed}`, 2, () => {
      const { memberStatus, memberCount } = this.#snapshot;
      const counted = new Uint8Array(memberCount);
      for (let m = 0; m < memberCount; m++) {
        const status = memberStatus[m];
        counted[m] = status <= STATUS.observer || (status === STATUS.listed && listed) ? 1 : 0;
      }
      if (on) {
        const [first, last] = [firstDay(on), lastDay(on)];
        const { joined, left } = this.#snapshot;
        for (let m = 0; m < memberCount; m++) {
          if (memberStatus[m] === STATUS.left) counted[m] = left[m] && lastDay(left[m]) >= first ? 1 : 0;
          if (!joined[m] || firstDay(joined[m]) > last) counted[m] = 0;
        }
      }
      return { counted, ...this.#spread(counted) };
    });
  }

  #joining({ counted }, { joined_from, joined_to }) {
    const first = joined_from ? firstDay(joined_from) : 0;
    const last = joined_to ? lastDay(joined_to) : 99999999;
    const { joined } = this.#snapshot;
    const inSpan = new Uint8Array(counted.length);
    for (let m = 0; m < counted.length; m++) {
      if (counted[m] && joined[m] && firstDay(joined[m]) <= last && lastDay(joined[m]) >= first)
        inSpan[m] = 1;
    }
    return this.#spread(inSpan);
  }

  /** For each place the networks of the given memberships and all above them, as bits and as a list. */
  #spread(counted) {
    const { count: n, memberStart, memberNetwork } = this.#snapshot;
    const width = Math.ceil(this.#above.length / 32) || 1;
    const masks = new Uint32Array(n * width);
    const start = new Uint32Array(n + 1);
    const longest = this.#above.reduce((length, chain) => Math.max(length, chain.length), 1);
    const networks = new Uint16Array(counted.length * longest);
    let end = 0;
    for (let place = 0; place < n; place++) {
      for (let m = memberStart[place]; m < memberStart[place + 1]; m++) {
        if (!counted[m]) continue;
        for (const network of this.#above[memberNetwork[m]]) {
          const word = place * width + (network >> 5);
          const bit = 1 << (network & 31);
          if (masks[word] & bit) continue;
          masks[word] |= bit;
          networks[end++] = network;
        }
      }
      start[place + 1] = end;
    }
    return { width, masks, start, networks: networks.slice(0, end) };
  }

  #boxPass(box) {
    if (!box) return null;
    return remembered(this.#passes, `bbox ${box}`, 8, () => {
      const [west, south, east, north] = box;
      const { lat, lon } = this.#snapshot;
      const across = west > east;
      const pass = new Uint8Array(lat.length);
      for (let place = 0; place < pass.length; place++) {
        if (lat[place] < south || lat[place] > north) continue;
        const afterWest = lon[place] >= west;
        const beforeEast = lon[place] <= east;
        if (across ? afterWest || beforeEast : afterWest && beforeEast) pass[place] = 1;
      }
      return pass;
    });
  }

  #nearPass(near) {
    if (!near) return null;
    return remembered(this.#passes, `near ${near}`, 8, () => {
      const [lat, lon, km] = near;
      const snapshot = this.#snapshot;
      const pass = new Uint8Array(snapshot.count);
      const band = km / KM_PER_DEGREE + 1e-6; // cheap first: too far north or south
      for (let place = 0; place < snapshot.count; place++) {
        if (Math.abs(snapshot.lat[place] - lat) > band) continue;
        if (haversine(lat, lon, snapshot.lat[place], snapshot.lon[place]) <= km) pass[place] = 1;
      }
      return pass;
    });
  }

  #nearestFirst(near, matched, count) {
    if (!near) return null;
    const snapshot = this.#snapshot;
    const { lat, lon } = snapshot;
    const distance = new Float64Array(matched.length);
    const order = new Uint32Array(count);
    let end = 0;
    for (let place = 0; place < matched.length; place++) {
      if (!matched[place]) continue;
      distance[place] = haversine(near[0], near[1], lat[place], lon[place]);
      order[end++] = place;
    }
    return order.sort((a, b) => distance[a] - distance[b] || (snapshot.slug(a) < snapshot.slug(b) ? -1 : 1));
  }

  /** Every word must begin a word of the place, of one of its networks, or of one of its practices. */
  #textPass(query, counting) {
    const asked = words(query.q);
    if (asked.length === 0) return null;
    if (!this.search) throw new Error("the texts for q are not loaded");
    const pass = new Uint8Array(this.#snapshot.count).fill(1);
    for (const word of asked) {
      const { places, networks } = this.#wordHits(word);
      for (let place = 0; place < pass.length; place++) {
        if (!places[place] && !overlaps(counting.masks, networks, place * counting.width, counting.width))
          pass[place] = 0;
      }
    }
    return pass;
  }

  #wordHits(word) {
    return remembered(this.#passes, `q ${word}`, 8, () => {
      const sought = ` ${word}`;
      const places = Uint8Array.from(this.search.places, (text) => (text.includes(sought) ? 1 : 0));
      for (const [place, text] of this.search.practices) if (text.includes(sought)) places[place] = 1;
      const networks = new Uint32Array(Math.ceil(this.#above.length / 32) || 1);
      this.search.networks.forEach((text, network) => {
        if (text.includes(sought)) networks[network >> 5] |= 1 << (network & 31);
      });
      return { places, networks };
    });
  }
}

/** Great-circle distance in kilometres. */
export function haversine(latA, lonA, latB, lonB) {
  const north = Math.sin(((latB - latA) * RADIANS) / 2);
  const east = Math.sin(((lonB - lonA) * RADIANS) / 2);
  const chord = north * north + Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * east * east;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** One byte for each entry of a dictionary, or null if nothing is asked. */
function allowed(dictionary, values) {
  if (values.length === 0) return null;
  return Uint8Array.from(dictionary, (entry) => (values.includes(entry) ? 1 : 0));
}

function anyAllowed(allow, values, start, end) {
  for (let at = start; at < end; at++) if (allow[values[at]]) return true;
  return false;
}

function holds(masks, network, offset) {
  return network >= 0 && ((masks[offset + (network >> 5)] >>> (network & 31)) & 1) === 1;
}

function overlaps(masks, mask, offset, width) {
  for (let word = 0; word < width; word++) if (masks[offset + word] & mask[word]) return true;
  return false;
}

/** The value of `key`, made when it is new; of each kind only the last few are kept. */
function remembered(store, key, size, make) {
  let value = store.get(key);
  if (value === undefined) {
    value = make();
    if (store.size >= size) store.delete(store.keys().next().value);
    store.set(key, value);
  }
  return value;
}
