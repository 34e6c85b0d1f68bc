// The snapshot: every published place in columns, as the server packs it (atlas/snapshotting.py).
// What positions, filters and facets need is unpacked at once; dates, names and populations on first use.

import { deriveSlug, fold } from "./folding.js";

/** What a membership's status number means. */
export const STATUS = { member: 0, awarded: 1, observer: 2, listed: 3, left: 4 };
/** Bits of a place's `flags`. */
export const PORTRAIT = 1;

/** The last year before those that a membership may have begun in. */
export const BEFORE_ALL = 1899;

const SIGNATURE = 0x314c4f53; // "SOL1", read as a little-endian number
const DEGREE = 1e5;
const utf8 = new TextDecoder();

/** Unpack the bytes of a snapshot. */
export function decode(buffer) {
  return new Snapshot(buffer);
}

class Snapshot {
  #columns;
  #lazy = new Map();

  constructor(buffer) {
    const view = new DataView(buffer);
    if (view.getUint32(0, true) !== SIGNATURE) throw new Error("not a snapshot");
    const headerLength = view.getUint32(4, true);
    const header = JSON.parse(utf8.decode(new Uint8Array(buffer, 8, headerLength)));
    if (header.format !== 1) throw new Error(`unknown snapshot format ${header.format}`);
    this.#columns = (name) => {
      const [offset, length] = header.columns[name] ?? [0, 0];
      return new Uint8Array(buffer, 8 + headerLength + offset, length);
    };
    const count = header.count;
    this.header = header;
    this.count = count;
    this.lat = degrees(this.#columns("lat"), count);
    this.lon = degrees(this.#columns("lon"), count);
    this.country = this.#columns("country");
    this.region = planes16(this.#columns("region"), count);
    this.kind = new Uint8Array(count);
    this.populationClass = new Uint8Array(count);
    const packed = this.#columns("kindpop");
    for (let i = 0; i < count; i++) {
      this.kind[i] = packed[i] >> 3;
      this.populationClass[i] = packed[i] & 7;
    }
    this.flags = this.#columns("flags");
    this.resolutions = Uint16Array.from(varints(this.#columns("resolutions"), count));
    this.practices = Uint16Array.from(varints(this.#columns("practices"), count));
    [this.topicStart, this.topics] = topicLists(this.#columns("topics"), this.practices);
    this.memberStart = starts(varints(this.#columns("mcount"), count));
    this.memberCount = this.memberStart[count];
    this.memberNetwork = Uint16Array.from(varints(this.#columns("mnet"), this.memberCount));
    this.memberStatus = this.#columns("mstatus");
    [this.wx, this.wy] = mercator(this.lat, this.lon);
  }

  /** Day each membership began, YYYYMMDD with 00 for unknown parts, 0 if unknown. */
  get joined() {
    return this.#once("joined", () => {
      const [years, months, days] = ["jyear", "jmonth", "jday"].map(this.#columns);
      const joined = new Int32Array(this.memberCount);
      for (let m = 0; m < joined.length; m++) {
        if (years[m]) joined[m] = (BEFORE_ALL + years[m]) * 10000 + months[m] * 100 + days[m];
      }
      return joined;
    });
  }

  /** Year each membership began, counted from BEFORE_ALL on, 0 if unknown: all that a histogram needs. */
  get joinedYear() {
    return this.#once("joinedYear", () => this.#columns("jyear"));
  }

  /** Day each membership ended, in the same form. */
  get left() {
    return this.#once("left", () => {
      const left = new Int32Array(this.memberCount);
      const ended = [];
      for (let m = 0; m < left.length; m++) if (this.memberStatus[m] === STATUS.left) ended.push(m);
      const dates = varints(this.#columns("left"), ended.length);
      ended.forEach((m, position) => {
        left[m] = dates[position];
      });
      return left;
    });
  }

  /** Inhabitants, 0 if unknown. For sizes and importance only: the figures are undated. */
  get population() {
    return this.#once("population", () => varints(this.#columns("population"), this.count));
  }

  /** Display name of a place in a language of the site. */
  name(place, language) {
    return this.#exceptions(`names_${language}`).get(place) ?? this.endonym(place);
  }

  /** The name that a place has for itself. */
  endonym(place) {
    return utf8.decode(this.#nameBytes(place));
  }

  slug(place) {
    return this.#exceptions("slugs").get(place) ?? this.#derivedSlug(place);
  }

  /** Index of the place with this slug, or -1. */
  indexOfSlug(slug) {
    const exceptions = this.#exceptions("slugs");
    for (const [place, own] of exceptions) if (own === slug) return place;
    // Nearly every name is ruled out by its first two letters, so this needs no table of all slugs.
    const first = slug.charCodeAt(0);
    const second = slug.charCodeAt(1);
    for (let place = 0; place < this.count; place++) {
      const bytes = this.#nameBytes(place);
      const [a, b] = [asciiLetter(bytes[0]), asciiLetter(bytes[1])];
      if ((a && a !== first) || (a && b && b !== second) || exceptions.has(place)) continue;
      if (this.#derivedSlug(place) === slug) return place;
    }
    return -1;
  }

  /** All places by display name: folded words first, then the full name. */
  orderByName(language) {
    return this.#once(`order_${language}`, () => {
      const exceptions = this.#exceptions(`names_${language}`);
      return sortByName(this.count, withExceptions(this.#names(), exceptions), (place) =>
        this.name(place, language),
      );
    });
  }

  #once(key, make) {
    if (!this.#lazy.has(key)) this.#lazy.set(key, make());
    return this.#lazy.get(key);
  }

  #names() {
    return this.#once("names", () => lines(this.#columns("names"), this.count));
  }

  #nameBytes(place) {
    const { bytes, start } = this.#names();
    return bytes.subarray(start[place], start[place + 1] - 1);
  }

  #derivedSlug(place) {
    const country = this.header.countries[this.country[place]];
    return deriveSlug(utf8.decode(this.#nameBytes(place)), country);
  }

  #exceptions(column) {
    return this.#once(column, () => {
      const text = utf8.decode(this.#columns(column));
      const rows = text ? text.split("\n").map((line) => line.split("\t")) : [];
      return new Map(rows.map(([place, value]) => [Number(place), value]));
    });
  }
}

function varints(bytes, count) {
  const values = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++];
    let value = byte & 0x7f;
    for (let shift = 7; byte & 0x80; shift += 7) {
      byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
    }
    values[i] = value;
  }
  return values;
}

function starts(counts) {
  const start = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) start[i + 1] = start[i] + counts[i];
  return start;
}

function topicLists(bytes, practices) {
  const start = new Uint32Array(practices.length + 1);
  const values = varints(bytes, countVarints(bytes));
  const topics = [];
  let at = 0;
  for (let place = 0; place < practices.length; place++) {
    if (practices[place]) {
      const end = at + 1 + values[at];
      for (at++; at < end; at++) topics.push(values[at]);
    }
    start[place + 1] = topics.length;
  }
  return [start, Uint8Array.from(topics)];
}

function countVarints(bytes) {
  let count = 0;
  for (const byte of bytes) if (byte < 0x80) count++;
  return count;
}

function planes16(bytes, count) {
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) values[i] = bytes[i] | (bytes[count + i] << 8);
  return values;
}

// Four byte planes of zigzag-coded differences: neighbours on the curve differ little, so planes compress well.
function degrees(bytes, count) {
  const values = new Float64Array(count);
  let value = 0;
  for (let i = 0; i < count; i++) {
    const zigzag =
      (bytes[i] | (bytes[count + i] << 8) | (bytes[2 * count + i] << 16) | (bytes[3 * count + i] << 24)) >>>
      0;
    value += (zigzag >>> 1) ^ -(zigzag & 1);
    values[i] = value / DEGREE;
  }
  return values;
}

/** Web Mercator, the whole world being the square from 0 to 1, y downwards. */
export function mercator(lat, lon) {
  const wx = new Float64Array(lat.length);
  const wy = new Float64Array(lat.length);
  for (let i = 0; i < lat.length; i++) {
    const sine = Math.sin((Math.max(-85.0511287798, Math.min(85.0511287798, lat[i])) * Math.PI) / 180);
    wx[i] = lon[i] / 360 + 0.5;
    wy[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  return [wx, wy];
}

function lines(bytes, count) {
  const start = new Uint32Array(count + 1);
  let line = 1;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) start[line++] = at + 1;
  start[count] = bytes.length + 1;
  return { bytes, start };
}

/** The same lines with some of them replaced. */
function withExceptions(names, exceptions) {
  if (exceptions.size === 0) return names;
  const encoder = new TextEncoder();
  const replaced = [...exceptions].map(([place, text]) => [place, encoder.encode(text)]);
  const room = replaced.reduce((sum, [, text]) => sum + text.length, names.bytes.length);
  const bytes = new Uint8Array(room + 1);
  const start = new Uint32Array(names.start.length);
  const count = start.length - 1;
  let next = 0;
  let end = 0;
  for (let place = 0; place < count; place++) {
    const exception = replaced[next]?.[0] === place ? replaced[next++][1] : null;
    const text = exception ?? names.bytes.subarray(names.start[place], names.start[place + 1] - 1);
    bytes.set(text, end);
    end += text.length + 1;
    start[place + 1] = end;
  }
  return { bytes, start };
}

function asciiLetter(byte) {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return byte >= 97 && byte <= 122 ? byte : 0;
}

// Sorting by name: twenty folded letters are packed into four numbers of five, sorted by counting,
// and only places that agree in all twenty are compared as texts. A collator takes seconds for 100,000 names.
const LETTERS_PACKED = 5;
const KEYS = 4;
const BASE = 39; // end, blank, ten digits, 26 letters, any other letter
const BLANK = 1;
const FOREIGN = 38;
const RADIX_BITS = 14;

const ranks = new Map();

/** Ranks of the letters that a character folds to; none for a mark, [BLANK] for anything between words. */
function ranksOf(codePoint) {
  let found = ranks.get(codePoint);
  if (!found) {
    const character = String.fromCodePoint(codePoint);
    found = /\p{M}/u.test(character) ? [] : Array.from(fold(character), rankOf);
    ranks.set(codePoint, found);
  }
  return found;
}

function rankOf(letter) {
  const code = letter.charCodeAt(0);
  if (code >= 97 && code <= 122) return code - 97 + 12;
  if (code >= 48 && code <= 57) return code - 48 + 2;
  return /[\p{L}\p{N}]/u.test(letter) ? FOREIGN : BLANK;
}

function codePointAt(bytes, at) {
  const byte = bytes[at];
  if (byte < 0x80) return byte;
  if (byte < 0xe0) return ((byte & 0x1f) << 6) | (bytes[at + 1] & 0x3f);
  if (byte < 0xf0) return ((byte & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
  return (
    ((byte & 0x07) << 18) |
    ((bytes[at + 1] & 0x3f) << 12) |
    ((bytes[at + 2] & 0x3f) << 6) |
    (bytes[at + 3] & 0x3f)
  );
}

/** Places by name; `bytes` from `start[i]` to the byte before `start[i + 1] - 1` are the name of place i. */
function sortByName(count, { bytes, start }, nameOf) {
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => ranksOf(code)[0] ?? BLANK);
  const keys = Array.from({ length: KEYS }, () => new Uint32Array(count));
  const packed = new Uint8Array(KEYS * LETTERS_PACKED);
  for (let place = 0; place < count; place++) {
    const end = start[place + 1] - 1;
    let letters = 0;
    let previous = BLANK;
    packed.fill(0);
    for (let at = start[place]; at < end && letters < packed.length; ) {
      const byte = bytes[at];
      if (byte < 0x80) {
        const rank = ascii[byte];
        if (rank !== BLANK || previous !== BLANK) packed[letters++] = previous = rank;
        at += 1;
      } else {
        for (const rank of ranksOf(codePointAt(bytes, at))) {
          if (letters < packed.length && (rank !== BLANK || previous !== BLANK))
            packed[letters++] = previous = rank;
        }
        at += byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      }
    }
    for (let key = 0, letter = 0; letter < packed.length; key++) {
      let value = 0;
      for (let end = letter + LETTERS_PACKED; letter < end; letter++) value = value * BASE + packed[letter];
      keys[key][place] = value;
    }
  }
  let order = Uint32Array.from({ length: count }, (_, place) => place);
  for (const key of keys.toReversed()) {
    order = countingPass(order, key, 0);
    order = countingPass(order, key, RADIX_BITS);
  }
  const [one, two, three, four] = keys;
  const tied = (a, b) =>
    four[a] === four[b] && three[a] === three[b] && two[a] === two[b] && one[a] === one[b];
  for (let first = 0; first < count; ) {
    let last = first + 1;
    while (last < count && tied(order[first], order[last])) last++;
    let same = true;
    for (let at = first + 1; same && at < last; at++) same = sameLine(bytes, start, order[first], order[at]);
    if (!same) settleTies(order.subarray(first, last), nameOf);
    first = last;
  }
  return order;
}

function countingPass(order, key, shift) {
  const mask = (1 << RADIX_BITS) - 1;
  const position = new Uint32Array(mask + 2);
  for (let at = 0; at < order.length; at++) position[((key[order[at]] >>> shift) & mask) + 1]++;
  for (let digit = 0; digit <= mask; digit++) position[digit + 1] += position[digit];
  const sorted = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) sorted[position[(key[order[at]] >>> shift) & mask]++] = order[at];
  return sorted;
}

function sameLine(bytes, start, a, b) {
  const length = start[a + 1] - start[a];
  if (start[b + 1] - start[b] !== length) return false;
  for (let at = 0; at < length - 1; at++) if (bytes[start[a] + at] !== bytes[start[b] + at]) return false;
  return true;
}

function settleTies(run, nameOf) {
  const named = Array.from(run, (place) => {
    const name = nameOf(place);
    return { place, name, folded: (fold(name).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ") };
  });
  named.sort((a, b) => compare(a.folded, b.folded) || compare(a.name, b.name) || a.place - b.place);
  named.forEach(({ place }, position) => {
    run[position] = place;
  });
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
