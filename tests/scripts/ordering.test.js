import assert from "node:assert/strict";
import { test } from "node:test";
import { placesOf } from "../../static/src/evaluating.js";
import { Orders, pick, sortedBy, usualOrdering, worthLetters } from "../../static/src/ordering.js";
import { emptyQuery } from "../../static/src/query.js";
import { decode } from "../../static/src/snapshot.js";
import { pack } from "./packing.js";

const places = [
  { name: "Zwolle", lat: 52.5, lon: 6.1, country: "NL", population: 130000, size: "large" },
  {
    name: "Aachen",
    lat: 50.8,
    lon: 6.1,
    country: "DE",
    population: 250000,
    size: "large",
    members: [
      ["eccar", "member", 20040000],
      ["icorn", "member", 20190600],
    ],
  },
  { name: "Łódź", lat: 51.8, lon: 19.5, country: "PL", members: [["icorn", "left", 20200000]] },
  {
    name: "Ahlen",
    lat: 51.8,
    lon: 7.9,
    country: "DE",
    population: 52000,
    size: "medium",
    members: [["eccar"], ["eccar", "observer", 20190700]],
  },
];
const snapshot = decode(pack({ networks: [{ slug: "eccar" }, { slug: "icorn" }], places }));
const orders = new Orders(snapshot, "en");
const everything = new Uint8Array(4).fill(1);
const counted = snapshot.memberStatus.map((status) => (status <= 2 ? 1 : 0));

function shown(order, ...masks) {
  const matched = masks[0] ?? everything;
  const found = pick(order, { matched, places: placesOf(matched, matched.filter(Boolean).length) }, masks[1]);
  return {
    names: Array.from(found.places, (place) => snapshot.name(place, "en")),
    groups: found.groups.map(({ key, at }) => [key, at]),
  };
}

test("by name, with the letters under which names stand", () => {
  assert.deepEqual(shown(orders.byName()), {
    names: ["Aachen", "Ahlen", "Łódź", "Zwolle"],
    groups: [
      ["A", 0],
      ["L", 2],
      ["Z", 3],
    ],
  });
});

test("by size the unknown come last, and groups are classes", () => {
  assert.deepEqual(shown(orders.bySize()), {
    names: ["Aachen", "Zwolle", "Ahlen", "Łódź"],
    groups: [
      [3, 0],
      [2, 2],
      [0, 3],
    ],
  });
});

test("by number of networks each counts once, and only what counts", () => {
  assert.deepEqual(shown(orders.byNetworks(counted)), {
    names: ["Aachen", "Ahlen", "Łódź", "Zwolle"],
    groups: [
      [2, 0],
      [1, 1],
      [0, 2],
    ],
  });
});

test("by newest membership, to the month, the undated last", () => {
  assert.deepEqual(shown(orders.byJoining(counted)), {
    names: ["Ahlen", "Aachen", "Łódź", "Zwolle"],
    groups: [
      [2019, 0],
      [0, 2],
    ],
  });
});

test("who counts may change", () => {
  const all = counted.map(() => 1);
  assert.equal(shown(orders.byJoining(all)).names[0], "Łódź");
  assert.equal(shown(orders.byJoining(counted)).names[0], "Ahlen");
});

test("from near to far", () => {
  const metres = orders.metresFrom({ lat: 52, lon: 19 });
  assert.deepEqual(shown(orders.byDistance(metres)).names, ["Łódź", "Ahlen", "Zwolle", "Aachen"]);
  assert.equal(metres[2], 40_883);
});

test("a filter picks out of an order and leaves no empty group", () => {
  const mask = Uint8Array.from([1, 1, 0, 0]);
  assert.deepEqual(shown(orders.byName(), mask), {
    names: ["Aachen", "Zwolle"],
    groups: [
      ["A", 0],
      ["Z", 1],
    ],
  });
  assert.deepEqual(shown(orders.byName(), new Uint8Array(4)), { names: [], groups: [] });
});

test("few out of many are picked as many are, whether or not only some of them are seen", () => {
  const length = 200;
  const names = Array.from({ length }, (_, at) => String.fromCodePoint(65 + ((at * 7) % 26)) + at);
  const many = decode(
    pack({ networks: [], places: names.map((name) => ({ name, lat: 0, lon: 0, country: "DE" })) }),
  );
  const order = new Orders(many, "en").byName();
  const wanted = (place) => names[place].startsWith("C") || names[place].startsWith("X");
  const isFew = Uint8Array.from({ length }, (_, place) => (place < 100 && wanted(place) ? 1 : 0));
  const isMost = Uint8Array.from({ length }, (_, place) => (wanted(place) || names[place] < "B" ? 1 : 0));
  const seen = Uint8Array.from({ length }, (_, place) => (place % 2 ? 0 : 1));
  for (const [matched, mask] of [
    [isFew, null],
    [isFew, seen],
    [isMost, null],
    [isMost, seen],
  ]) {
    const found = pick(order, { matched, places: placesOf(matched, matched.filter(Boolean).length) }, mask);
    const expected = [...order.places].filter((place) => matched[place] && (!mask || mask[place]));
    assert.ok(expected.length > 2 && expected.length < 40);
    assert.deepEqual([...found.places], expected);
    const letters = expected.map((place) => names[place][0]);
    const groups = [...new Set(letters)].map((key) => ({ key, at: letters.indexOf(key) }));
    assert.deepEqual(found.groups, groups);
  }
});

test("sorting by counting is what sorting by comparing is", () => {
  const length = 5000;
  const keys = Uint32Array.from(
    { length },
    (_, at) => (Math.imul(at, 2654435761) >>> (at % 31)) % 3_000_000_000,
  );
  const base = Uint32Array.from({ length }, (_, at) => (at * 7) % length);
  const compared = Array.from(base).sort((a, b) => keys[a] - keys[b]);
  assert.deepEqual(Array.from(sortedBy(base, keys)), compared);
  assert.deepEqual(
    Array.from(
      sortedBy(
        base,
        keys.map((key) => key % 7),
      ),
    ),
    Array.from(base).sort((a, b) => (keys[a] % 7) - (keys[b] % 7)),
  );
});

test("a list around a point begins with the nearest", () => {
  assert.equal(usualOrdering(emptyQuery()), "name");
  assert.equal(usualOrdering({ ...emptyQuery(), near: [51, 7, 30] }), "distance");
  assert.equal(worthLetters(30), false);
  assert.equal(worthLetters(31), true);
});
