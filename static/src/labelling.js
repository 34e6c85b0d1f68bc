// Names on the map, placed so that none covers a mark, a ring or another name. Own places come first, then
// the basemap's countries, capitals and big cities. Its regions stay unnamed: the archive knows them in one language
// only. What finds no room is left out.

import { extent } from "./canvas.js";

const NAMED_FROM = 7;

/** The free room of a canvas. Boxes are [left, top, right, bottom]. */
class Room {
  #taken = [];

  take(box) {
    this.#taken.push(box);
  }

  /** Area of what the box would cover. */
  covered([left, top, right, bottom]) {
    let sum = 0;
    for (const [l, t, r, b] of this.#taken) {
      const [width, height] = [
        Math.min(right, r) - Math.max(left, l),
        Math.min(bottom, b) - Math.max(top, t),
      ];
      if (width > 0 && height > 0) sum += width * height;
    }
    return sum;
  }
}

/**
 * Labels for a scene. `own` says how to name places: {all: whether each one must be, name(item), rank(item)};
 * `places` are the basemap's; `zoom` is the map's; `avoided` are boxes of what lies over the map.
 */
export function placeLabels({ items, at, zoom, own, places, measure, fonts, language, avoided = [] }) {
  const room = new Room();
  for (const box of avoided) room.take(box);
  for (const item of items) {
    const [x, y] = at(item.x, item.y);
    const reach = extent(item);
    room.take([x - reach, y - reach, x + reach, y + reach]);
  }
  const labels = own ? ownLabels({ items, at, zoom, own, room, measure, fonts }) : [];
  const named = new Set(labels.map((label) => label.lines.join(" ")));
  for (const place of inOrder(places, zoom, own?.all)) {
    const text = place[`name:${language}`] ?? place.name;
    if (named.has(text)) continue;
    const label = KINDS[place.kind](place, text, {
      zoom,
      room,
      measure,
      fonts,
      position: at(place.x, place.y),
    });
    if (!label) continue;
    named.add(text);
    labels.push({ ...label, x: place.x, y: place.y });
  }
  return labels;
}

function ownLabels({ items, at, zoom, own, room, measure, fonts }) {
  if (!own.all && zoom < NAMED_FROM) return [];
  const single = items.filter((item) => item.count === 1);
  single.sort((a, b) => own.rank(b) - own.rank(a));
  const font = `600 13px ${fonts.text}`;
  const labels = [];
  for (const item of single) {
    const text = own.name(item);
    if (!text) continue;
    const [x, y] = at(item.x, item.y);
    const spot = bestSpot(
      around(extent(item) + 2, measure(text, font), 13),
      x,
      y,
      room,
      own.all || item.chosen,
    );
    if (!spot) continue;
    room.take(spot.box);
    labels.push({
      ...spot,
      x: item.x,
      y: item.y,
      item,
      lines: [text],
      font,
      leading: 15,
      colour: "ink",
      own: true,
    });
  }
  return labels;
}

/** Where a name may stand around a point: right, left, above, below, then the corners. */
function around(reach, width, size) {
  const [up, down] = [-reach - size * 0.24, reach + size * 0.8];
  const level = size * 0.34;
  const aside = reach * 0.75;
  return [
    { dx: reach, dy: level, align: "left" },
    { dx: -reach, dy: level, align: "right" },
    { dx: 0, dy: up, align: "center" },
    { dx: 0, dy: down, align: "center" },
    { dx: aside, dy: up, align: "left" },
    { dx: aside, dy: down, align: "left" },
    { dx: -aside, dy: up, align: "right" },
    { dx: -aside, dy: down, align: "right" },
  ].map((spot) => ({ ...spot, extent: boxOf(spot, width, size) }));
}

function boxOf({ dx, dy, align }, width, size) {
  const left = align === "left" ? dx : align === "right" ? dx - width : dx - width / 2;
  return [left - 2, dy - size * 0.8 - 1, left + width + 2, dy + size * 0.24 + 1];
}

/** The first spot that covers nothing; if a name is due anyway, the one that covers least. */
function bestSpot(spots, x, y, room, due) {
  let best = null;
  for (const { extent: e, ...spot } of spots) {
    const box = [x + e[0], y + e[1], x + e[2], y + e[3]];
    const covered = room.covered(box);
    if (covered === 0) return { ...spot, box };
    if (due && (!best || covered < best.covered)) best = { ...spot, box, covered };
  }
  return best;
}

// --- the basemap's names --------------------------------------------------------------------------

/** The basemap's places that may be named at this zoom, the most important first. */
function inOrder(places, zoom, withoutCities) {
  const due = places.filter((place) => {
    if (place.kind === "country") return zoom < 7.5 && place.z <= zoom + 0.5;
    return place.kind === "city" && !withoutCities && cityIsDue(place, zoom);
  });
  return due.sort((a, b) => rank(b) - rank(a));
}

// Thinner than the archive's own zooms: our rings are what one should see.
function cityIsDue({ capital, pop = 0, z }, zoom) {
  if (z > zoom + 0.75) return false;
  if (capital && zoom >= 5) return true;
  if (zoom >= 8) return true;
  return pop >= (zoom >= 7 ? 400_000 : zoom >= 6 ? 900_000 : 9_000_000);
}

function rank(place) {
  if (place.kind === "country") return 4e9 - place.z;
  return place.capital ? 2e9 + (place.pop ?? 0) : (place.pop ?? 0);
}

const KINDS = {
  country(place, text, { zoom, room, measure, fonts, position: [x, y] }) {
    const size = ramp(zoom, 2, 10.5, 7, 15);
    const font = `650 ${size}px ${fonts.text}`;
    const spacing = size * 0.06;
    const lines = broken(text, 13);
    const width = Math.max(...lines.map((line) => measure(line, font) + spacing * line.length));
    const leading = size * 1.2;
    const play = Math.min(48, (PLAY[place.z] ?? 0.4) * ((256 * 2 ** zoom) / 360));
    for (const [right, down] of STEPS) {
      const [dx, dy] = [right * play, down * play - ((lines.length - 1) * leading) / 2 + size * 0.3];
      const box = [
        x + dx - width / 2 - 3,
        y + dy - size * 0.85,
        x + dx + width / 2 + 3,
        y + dy + (lines.length - 1) * leading + size * 0.3,
      ];
      if (room.covered(box)) continue;
      room.take(box);
      return { dx, dy, align: "center", lines, font, leading, colour: "text", spacing: `${spacing}px` };
    }
    return null;
  },

  city(place, text, { zoom, room, measure, fonts, position: [x, y] }) {
    const big = place.capital || (place.pop ?? 0) >= 400_000;
    const size = big ? ramp(zoom, 4, 11.5, 10, 14) : ramp(zoom, 7, 11, 11, 13);
    const font = `${place.capital ? 620 : 400} ${size}px ${fonts.text}`;
    if (room.covered([x - 3, y - 3, x + 3, y + 3])) return null;
    const spot = bestSpot(around(5, measure(text, font), size), x, y, room, false);
    if (!spot) return null;
    room.take(spot.box);
    room.take([x - 3, y - 3, x + 3, y + 3]);
    return { ...spot, lines: [text], font, leading: size, colour: "text", dot: place.capital ? 2.6 : 2 };
  },
};

/** How many degrees a country's name may move, by the zoom from which the country is named: big ones are wide. */
const PLAY = { 2: 4, 3: 2, 4: 0.9, 5: 0.5 };
const STEPS = [
  [0, 0],
  ...[0.5, 1].flatMap((far) => [
    [0, far],
    [0, -far],
    [far, 0],
    [-far, 0],
    [far, far],
    [-far, far],
    [far, -far],
    [-far, -far],
  ]),
];

function ramp(zoom, fromZoom, from, toZoom, to) {
  const way = Math.max(0, Math.min(1, (zoom - fromZoom) / (toZoom - fromZoom)));
  return Math.round((from + way * (to - from)) * 4) / 4;
}

/** A long name on two lines, as even as its words allow. */
function broken(text, most) {
  const words = text.split(" ");
  if (text.length <= most || words.length === 1) return [text];
  let best = [text];
  let longest = Number.POSITIVE_INFINITY;
  for (let cut = 1; cut < words.length; cut++) {
    const lines = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
    const length = Math.max(lines[0].length, lines[1].length);
    if (length < longest) [best, longest] = [lines, length];
  }
  return best;
}
