import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels } from "../../static/src/labelling.js";

const fonts = { text: "sans-serif", display: "sans-serif" };
const measure = (text) => text.length * 7;
const at = (x, y) => [x, y];
const single = (name, x, y, population = 1) => ({ count: 1, size: 0, x, y, name, population });

function labels({ items = [], places = [], zoom = 6, all = false, language = "de" }) {
  const own = { all, name: (item) => item.name, rank: (item) => item.population };
  return placeLabels({ items, at, zoom, own, places, measure, fonts, language });
}

const texts = (found) => found.map((label) => label.lines.join(" "));

function boxOf(label) {
  const width = Math.max(...label.lines.map((line) => measure(line)));
  const left = label.x + label.dx - { left: 0, center: width / 2, right: width }[label.align];
  const size = Number(/(\d+(\.\d+)?)px/.exec(label.font)[1]);
  const top = label.y + label.dy - size * 0.75;
  return [
    left,
    top,
    left + width,
    label.y + label.dy + (label.lines.length - 1) * label.leading + size * 0.2,
  ];
}

function overlap([l, t, r, b], [left, top, right, bottom]) {
  return Math.min(r, right) > Math.max(l, left) && Math.min(b, bottom) > Math.max(t, top);
}

test("nothing is named where other things lie over the map", () => {
  const items = [single("Bonn", 100, 100)];
  const [label] = placeLabels({
    items,
    at,
    zoom: 8,
    own: { all: false, name: (item) => item.name, rank: () => 1 },
    places: [],
    avoided: [[100, 80, 200, 140]],
    measure,
    fonts,
    language: "de",
  });
  assert.ok(!overlap(boxOf(label), [100, 80, 200, 140]));
});

test("few results are all named, many only from zoom 7 on", () => {
  const items = [single("Bonn", 100, 100), single("Ulm", 300, 300)];
  assert.deepEqual(texts(labels({ items, all: true, zoom: 4 })), ["Bonn", "Ulm"]);
  assert.deepEqual(texts(labels({ items, zoom: 6.5 })), []);
  assert.deepEqual(texts(labels({ items, zoom: 7 })), ["Bonn", "Ulm"]);
});

test("names cover neither marks nor rings nor each other", () => {
  const items = [
    { count: 40, x: 150, y: 100 },
    ...Array.from({ length: 60 }, (_, index) =>
      single(`Ort Nummer ${index}`, 40 + (index % 8) * 45, 40 + Math.floor(index / 8) * 33),
    ),
  ];
  const found = labels({ items, zoom: 9 });
  assert.ok(found.length > 10 && found.length < 60);
  const boxes = found.map(boxOf);
  boxes.forEach((box, index) => {
    for (const other of boxes.slice(index + 1))
      assert.ok(!overlap(box, other), `${texts(found)[index]} ${box} ${other}`);
    for (const item of items) assert.ok(!overlap(box, [item.x - 6, item.y - 6, item.x + 6, item.y + 6]));
  });
});

test("where there is no room the bigger place is named", () => {
  const crowd = Array.from({ length: 40 }, (_, index) =>
    single(`Klein-${index}`, 100 + (index % 7) * 12, 100 + Math.floor(index / 7) * 12),
  );
  const found = texts(labels({ items: [...crowd, single("Groß", 120, 90, 1e6)], zoom: 9 }));
  assert.ok(found.includes("Groß"));
});

test("few results are named even where names must overlap", () => {
  const items = Array.from({ length: 30 }, (_, index) =>
    single(`Ort ${index}`, 100 + (index % 6) * 10, 100 + Math.floor(index / 6) * 10),
  );
  assert.equal(labels({ items, all: true }).length, 30);
});

const berlin = { kind: "city", name: "Berlin", pop: 3_400_000, capital: 1, z: 4, x: 100, y: 100 };
const prague = {
  kind: "city",
  name: "Prague",
  "name:de": "Prag",
  pop: 1_200_000,
  capital: 1,
  z: 4,
  x: 300,
  y: 200,
};
const istanbul = { kind: "city", name: "Istanbul", pop: 15_000_000, z: 4, x: 500, y: 100 };
const leeds = { kind: "city", name: "Leeds", pop: 500_000, z: 5, x: 500, y: 300 };
const ulm = { kind: "city", name: "Ulm", pop: 120_000, z: 7, x: 100, y: 300 };
const cities = [berlin, prague, istanbul, leeds, ulm];

test("the basemap's cities come late: capitals from zoom 5, others by size, all from 8", () => {
  const shown = (zoom) => texts(labels({ places: cities, zoom })).sort();
  assert.deepEqual(shown(4), ["Istanbul"]);
  assert.deepEqual(shown(5), ["Berlin", "Istanbul", "Prag"]);
  assert.deepEqual(shown(6), ["Berlin", "Istanbul", "Prag"]);
  assert.deepEqual(shown(7), ["Berlin", "Istanbul", "Leeds", "Prag"]);
  assert.deepEqual(shown(8), ["Berlin", "Istanbul", "Leeds", "Prag", "Ulm"]);
});

test("names are in the page's language", () => {
  assert.deepEqual(texts(labels({ places: [prague], zoom: 6, language: "en" })), ["Prague"]);
});

test("with own names for all, the basemap names no cities", () => {
  assert.deepEqual(texts(labels({ places: cities, zoom: 9, all: true })), []);
});

test("no place is named twice", () => {
  const items = [single("Berlin", 104, 98)];
  assert.deepEqual(texts(labels({ items, places: [berlin], zoom: 9 })), ["Berlin"]);
});

test("a country's name gives way to a ring, or is left out", () => {
  const france = { kind: "country", name: "France", "name:de": "Frankreich", z: 3, x: 300, y: 300 };
  const ring = (x, y) => ({ count: 90, x, y });
  const [free] = labels({ places: [france], zoom: 5 });
  assert.deepEqual(free.lines, ["Frankreich"]);
  const [moved] = labels({ places: [france], items: [ring(300, 300)], zoom: 5 });
  assert.ok(!overlap(boxOf(moved), [270, 270, 330, 330]));
  const everywhere = Array.from({ length: 81 }, (_, index) =>
    ring(140 + (index % 9) * 40, 140 + Math.floor(index / 9) * 40),
  );
  assert.deepEqual(labels({ places: [france], items: everywhere, zoom: 5 }), []);
  assert.deepEqual(labels({ places: [france], zoom: 8 }), [], "close by, nobody needs it");
});
