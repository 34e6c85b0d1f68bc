// Clusters: places that would cover each other are drawn as one ring. The server does the same for the first view
// (atlas/clustering.py), so that the groups in the page are the ones worked out here; one test vector holds both.
//
// First a grid of 64 pixels, then whatever still touches is merged, the biggest first. From level 8 on, and where they
// are few, places stand alone unless they touch. A pass over typed arrays at each filter: there is no index to rebuild.
// At high levels only the neighbourhood of what is in view is grouped, because there the groups are many.

import { partOf, ringOf } from "./shares.js";

const CELL = 64;
const SINGLES_FROM = 8;
/** So few places stand alone at every level, unless they touch; each is named (labelling.js). */
export const FEW = 30;
const BAND = 4.5;
const GAP = 1;
const NEIGHBOURHOOD = 72;
const MOST_PASSES = 12;
const WHOLE_WORLD = [0, 0, 1, 1];
const MARGIN = 4 * CELL;
const WHOLE_WORLD_BELOW = 7;

/** Radius of the ring around `count` places, in pixels, to the middle of its band. */
export function ringRadius(count) {
  return Math.min(29, 10.5 + 2.7 * Math.sqrt(count));
}

/** How far the drawing of `count` places reaches from its middle; two may come as near as NEIGHBOURHOOD to touch. */
export function reach(count) {
  return count === 1 ? 10 : ringRadius(count) + BAND;
}

/** Groups the places of one snapshot. */
export class Clusterer {
  #snapshot;
  #cells = new Map();

  constructor(snapshot) {
    this.#snapshot = snapshot;
  }

  /**
   * Group `places` (numbers, ascending) for a zoom level. `shares` are what rings are made of (shares.js); `view` is the box
   * [west, north, east, south] on the square of the world that must be right, else everything is.
   */
  groups(places, level, shares, view = WHOLE_WORLD) {
    const { wx, wy } = this.#snapshot;
    const margin = MARGIN / (256 * 2 ** level);
    const [west, north, east, south] =
      view === WHOLE_WORLD ? [-1, -1, 2, 2] : view.map((side, at) => side + (at < 2 ? -margin : margin));
    const { cellOf, cells } = this.#cellsOf(places.length <= FEW ? SINGLES_FROM : level);
    const groupOf = new Int32Array(cells).fill(-1);
    const x = new Float64Array(cells);
    const y = new Float64Array(cells);
    const size = new Uint32Array(cells);
    const everywhere = view === WHOLE_WORLD;
    const isNear = (place) =>
      wx[place] >= west && wx[place] <= east && wy[place] >= north && wy[place] <= south;
    const found = everywhere ? places : places.filter(isNear);
    let length = 0;
    for (let at = 0; at < found.length; at++) {
      const place = found[at];
      const cell = cellOf[place];
      let group = groupOf[cell];
      if (group < 0) group = groupOf[cell] = length++;
      x[group] += wx[place];
      y[group] += wy[place];
      size[group]++;
    }
    const into = merge(x.subarray(0, length), y.subarray(0, length), size.subarray(0, length), level);
    const number = new Int32Array(length);
    let survivors = 0;
    for (let group = 0; group < length; group++) if (into[group] === group) number[group] = survivors++;
    for (let group = 0; group < length; group++) number[group] = number[rootOf(into, group)];
    const start = new Uint32Array(survivors + 1);
    const middle = { x: new Float64Array(survivors), y: new Float64Array(survivors) };
    for (let group = 0; group < length; group++) {
      if (into[group] !== group) continue;
      const at = number[group];
      start[at + 1] = size[group];
      middle.x[at] = x[group] / size[group];
      middle.y[at] = y[group] / size[group];
    }
    for (let group = 0; group < survivors; group++) start[group + 1] += start[group];
    const members = new Uint32Array(start[survivors]);
    const next = start.slice();
    for (let at = 0; at < found.length; at++) {
      const place = found[at];
      members[next[number[groupOf[cellOf[place]]]]++] = place;
    }
    return new Groups(this.#snapshot, { level, ...middle, start, members, shares });
  }

  /**
   * What a map view needs to show `places` (leaflet.js): groups for any level, kept while the view moves.
   * `signOf` tells the sign of a part of the rings, `language` is that of the names.
   */
  source(places, shares, signOf, language) {
    const snapshot = this.#snapshot;
    let kept = null;
    return {
      count: places.length,
      signOf,
      signAt: (place) => signOf(partOf(shares, place)),
      name: (place) => snapshot.name(place, language),
      rank: (place) => snapshot.population[place],
      placeOf: (slug) => snapshot.indexOfSlug(slug),
      groupsAt: (level, view) => {
        const everything = level < WHOLE_WORLD_BELOW || view[0] < 0 || view[2] > 1;
        if (kept?.level !== level || !kept.everything || !everything) {
          kept = {
            level,
            everything,
            groups: this.groups(places, level, shares, everything ? undefined : view),
          };
        }
        return kept.groups;
      },
    };
  }

  /** For each place the number of its cell: a square of the grid, at high levels the point itself. */
  #cellsOf(level) {
    const key = Math.min(level, SINGLES_FROM);
    let found = this.#cells.get(key);
    if (!found) {
      const { count, lat, lon, wx, wy } = this.#snapshot;
      const column = new Int32Array(count);
      const row = new Int32Array(count);
      const across = (256 * 2 ** level) / CELL;
      for (let place = 0; place < count; place++) {
        column[place] = key < SINGLES_FROM ? Math.floor(wx[place] * across) : Math.round(lon[place] * 1e5);
        row[place] = key < SINGLES_FROM ? Math.floor(wy[place] * across) : Math.round(lat[place] * 1e5);
      }
      found = numberPairs(column, row);
      if (this.#cells.size >= 4) this.#cells.delete(this.#cells.keys().next().value);
      this.#cells.set(key, found);
    }
    return found;
  }
}

/** Groups of places at one level. `x` and `y` lie on the square of the world from 0 to 1. */
class Groups {
  #snapshot;
  #shares;
  #rings = new Map();

  constructor(snapshot, { level, x, y, start, members, shares }) {
    this.#snapshot = snapshot;
    this.#shares = shares;
    this.level = level;
    this.length = x.length;
    this.x = x;
    this.y = y;
    this.start = start;
    this.members = members;
  }

  /** Number of places. */
  count(group) {
    return this.start[group + 1] - this.start[group];
  }

  /** Indexes of the places. */
  places(group) {
    return this.members.subarray(this.start[group], this.start[group + 1]);
  }

  /** The group that a place is in, or -1. */
  groupWith(place) {
    const at = this.members.indexOf(place);
    if (at < 0) return -1;
    let group = 0;
    while (this.start[group + 1] <= at) group++;
    return group;
  }

  /** The place of a group of one, else -1. */
  single(group) {
    return this.count(group) === 1 ? this.members[this.start[group]] : -1;
  }

  slug(group) {
    const place = this.single(group);
    return place < 0 ? null : this.#snapshot.slug(place);
  }

  /** Population class of a single place. */
  size(group) {
    return this.#snapshot.populationClass[this.single(group)];
  }

  /** Box around the places: [west, south, east, north]. */
  bounds(group) {
    const { lat, lon } = this.#snapshot;
    const box = [180, 90, -180, -90];
    for (const place of this.places(group)) {
      box[0] = Math.min(box[0], lon[place]);
      box[1] = Math.min(box[1], lat[place]);
      box[2] = Math.max(box[2], lon[place]);
      box[3] = Math.max(box[3], lat[place]);
    }
    return box;
  }

  /** What the places share: [[part, count], …] (shares.js). */
  ring(group) {
    let ring = this.#rings.get(group);
    if (!ring) {
      const single = this.single(group);
      ring = single < 0 ? ringOf(this.#shares, this.places(group)) : [[partOf(this.#shares, single), 1]];
      this.#rings.set(group, ring);
    }
    return ring;
  }
}

/** Groups as the page brings them, before the snapshot is here: rows of [lat, lon, count, ring, slug, size]. */
export class PageGroups {
  #rows;

  constructor(rows, level) {
    this.#rows = rows;
    this.level = level;
    this.length = rows.length;
    this.x = Float64Array.from(rows, ([, lon]) => lon / 360 + 0.5);
    this.y = Float64Array.from(rows, ([lat]) => {
      const sine = Math.sin((lat * Math.PI) / 180);
      return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    });
  }

  count(group) {
    return this.#rows[group][2];
  }

  /** Places have no index yet. */
  single() {
    return -1;
  }

  ring(group) {
    return this.#rows[group][3];
  }

  slug(group) {
    return this.#rows[group][4] ?? null;
  }

  size(group) {
    return this.#rows[group][5] ?? 0;
  }

  /** Unknown as yet: the point itself. */
  bounds(group) {
    const [lat, lon] = this.#rows[group];
    return [lon, lat, lon, lat];
  }
}

/** What a map view shows before the snapshot is here: the page's `clusters` by level, the nearest it has. */
export function pageSource(clusters, count, signOf) {
  const levels = Object.keys(clusters).map(Number);
  const made = new Map();
  return {
    count,
    signOf,
    groupsAt(level) {
      // Groups made for a smaller scale never cover each other; those for a bigger one might.
      const below = levels.filter((one) => one <= level);
      const nearest = below.length ? Math.max(...below) : Math.min(...levels);
      if (!made.has(nearest)) made.set(nearest, new PageGroups(clusters[nearest] ?? [], nearest));
      return made.get(nearest);
    },
  };
}

/** Number equal pairs alike, from 0 on. */
function numberPairs(column, row) {
  const count = column.length;
  const room = 2 ** Math.ceil(Math.log2(count * 2 + 2));
  const first = new Int32Array(room).fill(-1);
  const cellOf = new Uint32Array(count);
  let cells = 0;
  for (let place = 0; place < count; place++) {
    let slot = hash(column[place], row[place]) & (room - 1);
    while (first[slot] >= 0 && (column[first[slot]] !== column[place] || row[first[slot]] !== row[place])) {
      slot = (slot + 1) & (room - 1);
    }
    if (first[slot] < 0) {
      first[slot] = place;
      cellOf[place] = cells++;
    } else cellOf[place] = cellOf[first[slot]];
  }
  return { cellOf, cells };
}

function hash(a, b) {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/**
 * Merge groups whose rings touch. `x`, `y` are sums over the group's places, `size` their number; all three change.
 * Returns for each group the one it went into, itself if it stayed.
 */
function merge(x, y, size, level) {
  const length = x.length;
  const scale = 256 * 2 ** level;
  const into = Int32Array.from(x, (_, group) => group);
  const room = 2 ** Math.ceil(Math.log2(length + 2));
  const head = new Int32Array(room).fill(-1);
  const next = new Int32Array(length);
  const column = new Int32Array(length);
  const row = new Int32Array(length);
  const bucket = new Int32Array(length);
  const px = new Float64Array(length);
  const py = new Float64Array(length);
  const radius = new Float64Array(length);

  const settle = (group) => {
    px[group] = (x[group] / size[group]) * scale;
    py[group] = (y[group] / size[group]) * scale;
    radius[group] = reach(size[group]);
    column[group] = Math.floor(px[group] / NEIGHBOURHOOD);
    row[group] = Math.floor(py[group] / NEIGHBOURHOOD);
    bucket[group] = hash(column[group], row[group]) & (room - 1);
    next[group] = head[bucket[group]];
    head[bucket[group]] = group;
  };
  const lift = (group) => {
    let at = head[bucket[group]];
    if (at === group) head[bucket[group]] = next[group];
    else {
      while (next[at] !== group) at = next[at];
      next[at] = next[group];
    }
  };
  const touching = (group) => {
    const found = [];
    for (let r = row[group] - 1; r <= row[group] + 1; r++) {
      for (let c = column[group] - 1; c <= column[group] + 1; c++) {
        for (let other = head[hash(c, r) & (room - 1)]; other >= 0; other = next[other]) {
          if (other === group || column[other] !== c || row[other] !== r) continue;
          const apart = radius[group] + radius[other] + GAP;
          const [dx, dy] = [px[group] - px[other], py[group] - py[other]];
          if (dx * dx + dy * dy < apart * apart) found.push(other);
        }
      }
    }
    return found.length > 1 ? found.sort((a, b) => a - b) : found;
  };

  for (let group = 0; group < length; group++) settle(group);
  let waiting = Array.from(into.filter((group) => touching(group).length));
  for (let pass = 0; pass < MOST_PASSES && waiting.length; pass++) {
    waiting.sort((a, b) => size[b] - size[a] || a - b);
    const changed = [];
    for (const group of waiting) {
      if (into[group] !== group) continue;
      const others = touching(group);
      if (others.length === 0) continue;
      lift(group);
      for (const other of others) {
        lift(other);
        into[other] = group;
        x[group] += x[other];
        y[group] += y[other];
        size[group] += size[other];
      }
      settle(group);
      changed.push(group);
    }
    waiting = changed;
  }
  return into;
}

function rootOf(into, group) {
  let root = group;
  while (into[root] !== root) root = into[root];
  return root;
}
