// The orders of the list. Each is sorted once, over the whole register; a filter only picks its places out of it.
// Names and meaning are those of the server's list (atlas/ordering.py).

import { letterOf } from "./describing.js";
import { haversine } from "./evaluating.js";

export const ORDERINGS = ["name", "distance", "-population", "-networks", "-joined"];

const RADIX = 1 << 16;
const WORTH_LETTERS = 30; // shorter lists need no letters to find one's way
const METRES = 1000;
const SEVERAL = 16; // times as many: then sorting is less work than looking at each

/** The order a list has of itself: by name, and from near to far where the query asks for what is near. */
export function usualOrdering(query) {
  return query.near ? "distance" : "name";
}

/**
 * Orders of all places of a snapshot: `{places, starts, keys}`. `places` are their numbers in order; `starts` the
 * positions at which a group begins, `keys` what its places have in common: a letter, a size class, a number, a year.
 */
export class Orders {
  #snapshot;
  #language;
  #kept = new Map();
  #counted = null;

  constructor(snapshot, language) {
    this.#snapshot = snapshot;
    this.#language = language;
  }

  byName() {
    return this.#once("name", () => {
      const places = this.#snapshot.orderByName(this.#language);
      const letter = (at) => letterOf(this.#snapshot.name(places[at], this.#language));
      return { places, ...runs(places.length, letter) };
    });
  }

  /** From the largest; places of unknown size last. Sizes are undated, so the groups are classes, not figures. */
  bySize() {
    return this.#once("size", () => {
      const { population, populationClass } = this.#snapshot;
      return this.#descending(population, (place) => populationClass[place]);
    });
  }

  /** From those in most networks; `counted` has 1 for each membership that counts (Evaluator.countedMemberships). */
  byNetworks(counted) {
    return this.#onceFor(counted, "networks", () => {
      const { count, memberStart, memberNetwork } = this.#snapshot;
      const numbers = new Uint32Array(count);
      for (let place = 0; place < count; place++) {
        const found = new Set();
        for (let m = memberStart[place]; m < memberStart[place + 1]; m++)
          if (counted[m]) found.add(memberNetwork[m]);
        numbers[place] = found.size;
      }
      return this.#descending(numbers, (place) => numbers[place]);
    });
  }

  /** From the newest membership that counts; places without a dated one last. */
  byJoining(counted) {
    return this.#onceFor(counted, "joining", () => {
      const { count, memberStart, joined } = this.#snapshot;
      const latest = new Uint32Array(count);
      for (let place = 0; place < count; place++) {
        for (let m = memberStart[place]; m < memberStart[place + 1]; m++)
          if (counted[m] && joined[m] > latest[place]) latest[place] = joined[m];
      }
      return this.#descending(latest, (place) => Math.floor(latest[place] / 10000));
    });
  }

  /** From near to far; `metres` are the places' distances (`metresFrom`). */
  byDistance(metres) {
    if (this.#kept.get("distance")?.metres !== metres) {
      const places = sortedBy(this.byName().places, metres);
      this.#kept.set("distance", { metres, places, starts: new Uint32Array(0), keys: [] });
    }
    return this.#kept.get("distance");
  }

  /** How far each place is from a point, in whole metres. */
  metresFrom({ lat, lon }) {
    const { lat: lats, lon: lons, count } = this.#snapshot;
    const metres = new Uint32Array(count);
    for (let place = 0; place < count; place++)
      metres[place] = haversine(lat, lon, lats[place], lons[place]) * METRES;
    return metres;
  }

  #descending(values, keyOf) {
    const highest = values.reduce((most, value) => Math.max(most, value), 0);
    const places = sortedBy(
      this.byName().places,
      values.map((value) => highest - value),
    );
    return { places, ...runs(places.length, (at) => keyOf(places[at])) };
  }

  #once(key, make) {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key);
  }

  /** Who counts changes seldom, so only the latest is kept. */
  #onceFor(counted, key, make) {
    if (this.#counted !== counted) {
      this.#kept.delete("networks");
      this.#kept.delete("joining");
      this.#counted = counted;
    }
    return this.#once(key, make);
  }
}

/**
 * The places of an answer (`matched`, `places`) in an order, if wished only those `seen` (one byte a place), with the groups
 * they fall into: `{places, groups: [{key, at}]}`. Few of many are sorted by where they stand, else all are gone through.
 */
export function pick(order, { matched, places }, seen = null) {
  const wanted = seen ? places.filter((place) => seen[place]) : places;
  if (wanted.length * SEVERAL < order.places.length) return sorted(order, wanted, matched.length);
  const { starts, keys } = order;
  const found = new Uint32Array(wanted.length);
  const groups = [];
  let end = 0;
  for (let group = 0; group < Math.max(1, starts.length); group++) {
    const first = end;
    const next = starts[group + 1] ?? order.places.length;
    for (let at = starts[group] ?? 0; at < next; at++) {
      const place = order.places[at];
      if (matched[place] && (!seen || seen[place])) found[end++] = place;
    }
    if (end > first && starts.length) groups.push({ key: keys[group], at: first });
  }
  return { places: found, groups };
}

/** The same of the `wanted` ones in a register of `count` places. */
function sorted(order, wanted, count) {
  const { starts, keys } = order;
  if (!order.ranks) {
    order.ranks = new Uint32Array(count);
    for (let rank = 0; rank < order.places.length; rank++) order.ranks[order.places[rank]] = rank;
  }
  const ranks = wanted.map((place) => order.ranks[place]).sort();
  const groups = [];
  let group = -1;
  for (let at = 0; at < ranks.length; at++) {
    if (!(starts[group + 1] <= ranks[at])) continue;
    while (starts[group + 1] <= ranks[at]) group++;
    groups.push({ key: keys[group], at });
  }
  return { places: ranks.map((rank) => order.places[rank]), groups };
}

/** Whether letters between so many places are worth their room. */
export function worthLetters(count) {
  return count > WORTH_LETTERS;
}

/** The numbers in `base` by their key, the smallest first; equal ones stay as they stand. Counted, not compared. */
export function sortedBy(base, keys) {
  const highest = keys.reduce((most, key) => Math.max(most, key), 0);
  let from = base;
  let to = new Uint32Array(base.length);
  for (let shift = 0; shift === 0 || highest >= 2 ** shift; shift += 16) {
    const start = new Uint32Array(RADIX + 1);
    for (let at = 0; at < from.length; at++) start[((keys[from[at]] >>> shift) & (RADIX - 1)) + 1]++;
    for (let digit = 0; digit < RADIX; digit++) start[digit + 1] += start[digit];
    for (let at = 0; at < from.length; at++) {
      const number = from[at];
      to[start[(keys[number] >>> shift) & (RADIX - 1)]++] = number;
    }
    if (shift === 16) return to;
    from = to;
    to = new Uint32Array(base.length);
  }
  return from;
}

/** Where the key changes in an order in which equal keys stand together. Few are asked: reading a name is dear. */
function runs(length, keyAt) {
  const starts = [];
  const keys = [];
  for (let at = 0; at < length; ) {
    const key = keyAt(at);
    starts.push(at);
    keys.push(key);
    let step = 1;
    while (at + step < length && keyAt(at + step) === key) step *= 2;
    let [same, other] = [at + (step >> 1), Math.min(length, at + step)];
    while (other - same > 1) {
      const middle = (same + other) >> 1;
      if (keyAt(middle) === key) same = middle;
      else other = middle;
    }
    at = other;
  }
  return { starts: Uint32Array.from(starts), keys };
}
