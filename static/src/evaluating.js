// Answering a query from the snapshot: which places, and what one more click on any facet would give.
// Everything is typed arrays and bit masks, so that 100,000 places take a few milliseconds; and who changes one filter
// after the other is answered from the answer before.

import { firstDay, lastDay } from "./dates.js";
import { words } from "./folding.js";
import { PORTRAIT, STATUS } from "./snapshot.js";

const EARTH_RADIUS_KM = 6371.0088;
const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;
const RADIANS = Math.PI / 180;

const HAS = ["practice", "portrait", "resolution"];

// The parts of a query. The values of the first six are alternatives: a place that misses one of these parts alone still
// counts in its facet. WHO says which memberships count at all.
const [NETWORK, COUNTRY, REGION, TOPIC, KIND, POPULATION, REST, WHO] = [0, 1, 2, 3, 4, 5, 6, 7];
const PARAMETERS = [
  ["network"],
  ["country"],
  ["region"],
  ["topic"],
  ["kind"],
  ["population"],
  ["q", "network_all", "network_not", "has", "bbox", "near"],
  ["include", "on", "joined_from", "joined_to"],
];
const MISSES_NONE = -1;
const MISSES_MORE = -2;
const ORDERED = ["bbox", "near"]; // whose numbers stand in an order
const KEPT = 6;

export class Evaluator {
  #snapshot;
  #above; // for each network itself and all above it
  #below; // for each network itself and all below it
  #has;
  #memberships = new Map();
  #passes = new Map();
  #answered = []; // the latest last: {parts, masks, counts, answer}

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
   * Which places match (`matched` has one byte a place, `places` are their numbers), how many, and the counts of every
   * facet value: what choosing that value alone would give (for `network_all`, `network_not`, `has`: what adding it
   * would give) with everything else left as it is.
   * `order` lists the matches from near to far when the query has `near`, else it is null.
   */
  evaluate(query) {
    const parts = partsOf(query);
    let before = null;
    let turned = REST;
    for (const [at, known] of this.#answered.entries()) {
      const differing = PARAMETERS.map((_, part) => part).filter((part) => parts[part] !== known.parts[part]);
      if (!differing.length) {
        this.#answered.push(...this.#answered.splice(at, 1));
        return known.answer;
      }
      if (differing.length === 1 && differing[0] !== WHO) [before, turned] = [known, differing[0]];
    }
    const answered = this.#answer(query, parts, before, turned);
    this.#answered.push(answered);
    if (this.#answered.length > KEPT) this.#answered.shift();
    return answered.answer;
  }

  /**
   * Answer a query that differs from the one answered `before` in the part `turned` only; without such a one, anew. What
   * the turned part offers stays. For the rest either the places that pass it now are counted, or those that come and
   * go: whichever are fewer.
   */
  #answer(query, parts, before, turned) {
    const snapshot = this.#snapshot;
    const n = snapshot.count;
    const counting = this.#counting(query);
    const chosen = this.#joining(counting, query) ?? counting; // what `network` asks
    const masks = parts.slice(0, WHO).map((_, part) => {
      const stays = before && part !== turned;
      return stays ? before.masks[part] : this.#mask(part, query, counting, chosen);
    });
    const turn = masks[turned];
    const steps = before && stepsBetween(before.masks[turned], turn, n);
    const counts = this.#countsFrom(before, (facet) => steps || facet === turned);
    const matched = steps ? before.answer.matched.slice() : new Uint8Array(n);
    let count = steps ? before.answer.count : 0;

    const signs = steps ?? turn?.bytes ?? new Uint8Array(n).fill(1);
    const rest = turned === REST ? null : masks[REST]?.bytes;
    const others = [NETWORK, COUNTRY, REGION, TOPIC, KIND, POPULATION].filter(
      (part) => part !== turned && masks[part],
    );
    const otherMasks = others.map((part) => masks[part].bytes);
    const [byNetwork, byCountry, byRegion, byTopic, byKind, byPopulation] = counts.facets.map(
      (facet, part) => (part === turned ? null : facet),
    );
    const { inside, having } = counts;
    const { country, region, kind, populationClass, topicStart, topics } = snapshot;
    for (let place = 0; place < n; place++) {
      const sign = signs[place];
      if (sign === 0 || (rest && !rest[place])) continue;
      let missing = MISSES_NONE;
      for (let at = 0; at < otherMasks.length; at++)
        if (!otherMasks[at][place]) missing = missing === MISSES_NONE ? others[at] : MISSES_MORE;
      if (missing === MISSES_MORE) continue;
      const matches = missing === MISSES_NONE;
      if (matches) {
        matched[place] = sign > 0 ? 1 : 0;
        count += sign;
        const end = counting.start[place + 1];
        for (let at = counting.start[place]; at < end; at++) inside[counting.networks[at]] += sign;
        const bits = this.#has[place];
        if (bits) for (let bit = 0; bit < HAS.length; bit++) having[bit] += sign * ((bits >> bit) & 1);
      }
      if (byNetwork && (matches || missing === NETWORK)) {
        const end = chosen.start[place + 1];
        for (let at = chosen.start[place]; at < end; at++) byNetwork[chosen.networks[at]] += sign;
      }
      if (byCountry && (matches || missing === COUNTRY)) byCountry[country[place]] += sign;
      if (byRegion && (matches || missing === REGION)) byRegion[region[place]] += sign;
      if (byTopic && (matches || missing === TOPIC))
        for (let at = topicStart[place]; at < topicStart[place + 1]; at++) byTopic[topics[at]] += sign;
      if (byKind && (matches || missing === KIND)) byKind[kind[place]] += sign;
      if (byPopulation && (matches || missing === POPULATION)) byPopulation[populationClass[place]] += sign;
    }
    const facets = {
      network: counts.facets[NETWORK],
      network_all: inside,
      network_not: inside.map((within) => count - within),
      country: counts.facets[COUNTRY],
      region: counts.facets[REGION].subarray(1), // a place may have none
      topic: counts.facets[TOPIC],
      kind: counts.facets[KIND],
      population: counts.facets[POPULATION],
      has: having,
    };
    const places = placesOf(matched, count);
    const answer = { matched, places, count, facets, order: this.#nearestFirst(query.near, places) };
    return { parts, masks, counts, answer };
  }

  /** Counts to go on from: those of the answer `before` in the facets that `stay`, else nothing counted. */
  #countsFrom(before, stay) {
    const { networks, countries, regions, topics, kinds, populations } = this.#snapshot.header;
    const sizes = [networks, countries, [null, ...regions], topics, kinds, populations];
    const from = (old, part, size) =>
      before && stay(part) ? old(before.counts).slice() : new Uint32Array(size);
    return {
      facets: sizes.map(({ length }, part) => from(({ facets }) => facets[part], part, length)),
      inside: from(({ inside }) => inside, null, networks.length),
      having: from(({ having }) => having, null, HAS.length),
    };
  }

  /** The places that pass a part of the query: {bytes, one a place, and their `size`}; null where the part asks nothing. */
  #mask(part, query, counting, chosen) {
    const { header, country, region, kind, populationClass } = this.#snapshot;
    if (part === NETWORK) return this.#inNetworks(chosen, this.#networkMask(query.network));
    if (part === COUNTRY) return among(country, allowed(header.countries, query.country));
    if (part === REGION) return among(region, allowed([null, ...header.regions], query.region));
    if (part === TOPIC) return this.#onTopics(allowed(header.topics, query.topic));
    if (part === KIND) return among(kind, allowed(header.kinds, query.kind));
    if (part === POPULATION) return among(populationClass, allowed(header.populations, query.population));
    return this.#passingRest(query, counting, chosen);
  }

  #inNetworks({ masks, width }, some) {
    if (!some) return null;
    const bytes = new Uint8Array(this.#snapshot.count);
    for (let word = 0; word < width; word++) {
      const bits = some[word];
      if (bits)
        for (let place = 0, at = word; place < bytes.length; place++, at += width)
          if (masks[at] & bits) bytes[place] = 1;
    }
    return sized(bytes);
  }

  #onTopics(allow) {
    if (!allow) return null;
    const { count, topicStart, topics } = this.#snapshot;
    const bytes = new Uint8Array(count);
    for (let place = 0; place < count; place++) {
      const end = topicStart[place + 1];
      for (let at = topicStart[place]; at < end; at++) if (allow[topics[at]]) bytes[place] = 1;
    }
    return sized(bytes);
  }

  #passingRest(query, counting, chosen) {
    const passes = [
      this.#boxPass(query.bbox),
      this.#nearPass(query.near),
      this.#textPass(query, counting),
      query.on ? populated(counting) : null, // a past state shows only who belonged to something then
      chosen === counting ? null : populated(chosen),
      ...query.network_all.map((slug) => this.#inNetworks(counting, this.#networkMask([slug])).bytes),
    ].filter(Boolean);
    const outside = this.#inNetworks(counting, this.#networkMask(query.network_not))?.bytes;
    const has = query.has.reduce((bits, value) => bits | (1 << HAS.indexOf(value)), 0);
    if (!passes.length && !outside && !has) return null;
    const having = this.#has;
    const bytes = new Uint8Array(having.length);
    for (let place = 0; place < bytes.length; place++)
      if ((having[place] & has) === has && !outside?.[place]) bytes[place] = 1;
    for (const pass of passes) for (let place = 0; place < bytes.length; place++) bytes[place] &= pass[place];
    return sized(bytes);
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
    return remembered(this.#memberships, `${on} ${listed}`, 4, () => {
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

  /** The same of those that joined in the asked span; null if none is asked. */
  #joining({ counted }, { joined_from, joined_to, on, include }) {
    if (!joined_from && !joined_to) return null;
    const key = `${joined_from} ${joined_to} ${on} ${include}`;
    return remembered(this.#memberships, key, 4, () => {
      const first = joined_from ? firstDay(joined_from) : 0;
      const last = joined_to ? lastDay(joined_to) : 99999999;
      const { joined } = this.#snapshot;
      const inSpan = new Uint8Array(counted.length);
      for (let m = 0; m < counted.length; m++) {
        if (counted[m] && joined[m] && firstDay(joined[m]) <= last && lastDay(joined[m]) >= first)
          inSpan[m] = 1;
      }
      return this.#spread(inSpan);
    });
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

  #nearestFirst(near, places) {
    if (!near) return null;
    const snapshot = this.#snapshot;
    const { lat, lon } = snapshot;
    const distance = new Float64Array(snapshot.count);
    for (const place of places) distance[place] = haversine(near[0], near[1], lat[place], lon[place]);
    return places
      .slice()
      .sort((a, b) => distance[a] - distance[b] || (snapshot.slug(a) < snapshot.slug(b) ? -1 : 1));
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

/** What a query asks, part by part, as texts that are equal where the same is asked. */
function partsOf(query) {
  const told = (name) =>
    Array.isArray(query[name]) && !ORDERED.includes(name) ? [...query[name]].sort() : query[name];
  return PARAMETERS.map((names) => JSON.stringify(names.map(told)));
}

/** The places whose value is among the allowed ones; null if all are. */
function among(values, allow) {
  if (!allow) return null;
  const bytes = new Uint8Array(values.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = allow[values[place]];
  return sized(bytes);
}

/** The places with a membership among those spread. */
function populated({ start }) {
  const bytes = new Uint8Array(start.length - 1);
  for (let place = 0; place < bytes.length; place++) if (start[place] !== start[place + 1]) bytes[place] = 1;
  return bytes;
}

/** The numbers of the places that have a 1, of which there are `count`. */
export function placesOf(matched, count) {
  const places = new Uint32Array(count);
  let end = 0;
  for (let place = 0; end < count; place++) if (matched[place]) places[end++] = place;
  return places;
}

function sized(bytes) {
  let size = 0;
  for (let place = 0; place < bytes.length; place++) size += bytes[place];
  return { bytes, size };
}

/**
 * From one mask (`null` for all places) to another: 1 for each place that comes in, -1 for each that goes. Null where
 * that is no less work than beginning with nothing.
 */
function stepsBetween(then, now, count) {
  const [before, after] = [then?.size ?? count, now?.size ?? count];
  if (Math.abs(after - before) >= after) return null;
  const signs = new Int8Array(count);
  let steps = 0;
  for (let place = 0; place < count; place++) {
    const sign = (now ? now.bytes[place] : 1) - (then ? then.bytes[place] : 1);
    signs[place] = sign;
    steps += sign * sign;
  }
  return steps < after ? signs : null;
}

/** One byte for each entry of a dictionary, or null if nothing is asked. */
function allowed(dictionary, values) {
  if (values.length === 0) return null;
  return Uint8Array.from(dictionary, (entry) => (values.includes(entry) ? 1 : 0));
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
