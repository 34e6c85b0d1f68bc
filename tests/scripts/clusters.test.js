import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Clusterer, PageGroups, reach } from "../../static/src/clusters.js";
import { byNetwork, OTHER } from "../../static/src/shares.js";
import { decode } from "../../static/src/snapshot.js";
import { dice, pack } from "./packing.js";

const vector = JSON.parse(readFileSync(new URL("../vectors/clusters.json", import.meta.url)));
const NETWORKS = vector.marked.map((_, index) => ({ slug: `net-${index}`, parent: null }));
const SIZES = ["", "small", "medium", "large", "metropolis"];

function snapshotOf(points, memberships = []) {
  return decode(
    pack({
      networks: NETWORKS,
      places: points.map(([lat, lon], index) => ({
        name: `p${index}`,
        lat,
        lon,
        country: "XX",
        size: SIZES[index % 5],
        members: (memberships[index] ?? []).map((network) => [`net-${network}`]),
      })),
    }),
  );
}

function grouping(snapshot, level, options = {}) {
  const all = Uint32Array.from({ length: snapshot.count }, (_, place) => place);
  const counted = new Uint8Array(snapshot.memberCount).fill(1);
  const shares = byNetwork(snapshot, vector.marked, counted, options.asked ?? new Set());
  return new Clusterer(snapshot).groups(options.places ?? all, level, shares, options.view);
}

const snapshot = snapshotOf(vector.points, vector.memberships);

for (const [level, expected] of Object.entries(vector.levels)) {
  test(`level ${level}: the same groups, rings and marks as on the server`, () => {
    const groups = grouping(snapshot, Number(level), { asked: new Set(vector.asked) });
    const page = new PageGroups(expected.rows, Number(level));
    assert.equal(groups.length, page.length);
    for (let group = 0; group < groups.length; group++) {
      const members = expected.groups.flatMap((number, place) => (number === group ? [place] : []));
      assert.deepEqual([...groups.places(group)], members);
      assert.ok(Math.abs(groups.x[group] - page.x[group]) < 1e-7);
      assert.ok(Math.abs(groups.y[group] - page.y[group]) < 1e-7);
      assert.equal(groups.count(group), page.count(group));
      assert.deepEqual(groups.ring(group), page.ring(group));
      assert.equal(groups.slug(group), page.slug(group));
      if (groups.count(group) === 1) assert.equal(groups.size(group), page.size(group));
    }
  });

  test(`level ${level}: no two rings touch`, () => {
    const groups = grouping(snapshot, Number(level));
    const scale = 256 * 2 ** level;
    for (let a = 0; a < groups.length; a++) {
      for (let b = 0; b < a; b++) {
        const distance = Math.hypot(groups.x[a] - groups.x[b], groups.y[a] - groups.y[b]) * scale;
        const apart = reach(groups.count(a)) + reach(groups.count(b));
        assert.ok(distance >= apart, `${a} and ${b}: ${distance} < ${apart}`);
      }
    }
  });
}

test("only the given places are grouped", () => {
  const groups = grouping(snapshot, 12, { places: Uint32Array.of(3, 70) });
  assert.deepEqual([...groups.members], [3, 70]);
});

const pixels = (level) => 360 / (256 * 2 ** level);
const pair = (level, distance) => [
  [0.0001, 0.0001],
  [0.0001, 0.0001 + distance * pixels(level)],
];
const elsewhere = Array.from({ length: 40 }, (_, index) => [-60, -170 + index * 8]);
const groupedAmongMany = (level, distance) =>
  grouping(snapshotOf([...pair(level, distance), ...elsewhere]), level).count(0) === 2;

test("from level 8 on neighbours stand alone, but the same point never does", () => {
  assert.ok(groupedAmongMany(7, 30));
  assert.ok(!groupedAmongMany(8, 30));
  assert.ok(groupedAmongMany(8, 15));
  assert.ok(groupedAmongMany(12, 0));
});

test("few places stand alone at every level", () => {
  assert.equal(grouping(snapshotOf(pair(5, 30)), 5).length, 2);
  assert.equal(grouping(snapshotOf(pair(5, 15)), 5).length, 1);
});

test("what is in view is grouped as in the whole world", () => {
  const random = dice(5);
  const cloud = snapshotOf(Array.from({ length: 3000 }, () => [45 + random() * 10, random() * 20]));
  const whole = grouping(cloud, 7);
  const view = [0.52, 0.33, 0.53, 0.34];
  const part = grouping(cloud, 7, { view });
  const inView = (groups) =>
    Array.from({ length: groups.length }, (_, group) => group)
      .filter(
        (group) =>
          groups.x[group] > view[0] &&
          groups.x[group] < view[2] &&
          groups.y[group] > view[1] &&
          groups.y[group] < view[3],
      )
      .map((group) => [...groups.places(group)].join());
  assert.ok(inView(part).length > 10);
  assert.deepEqual(inView(part).sort(), inView(whole).sort());
  assert.ok(part.length < whole.length);
});

test("a ring tells the six biggest marked networks and sums up the rest", () => {
  const memberships = [
    [0, 1, 2, 3, 4, 5, 6, 7],
    [0, 1, 2, 3, 4, 5, 7],
    [6, 5],
  ];
  const groups = grouping(
    snapshotOf(
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      memberships,
    ),
    12,
  );
  assert.deepEqual(groups.ring(0), [
    [5, 3],
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 2],
    [4, 2],
    [OTHER, 4],
  ]);
});

test("a single place shows the network that is asked for, else its first marked one", () => {
  const place = snapshotOf([[0, 0]], [[7, 2, 4]]);
  assert.deepEqual(grouping(place, 5).ring(0), [[2, 1]]);
  assert.deepEqual(grouping(place, 5, { asked: new Set([4]) }).ring(0), [[4, 1]]);
  assert.deepEqual(grouping(snapshotOf([[0, 0]], [[7]]), 5).ring(0), [[OTHER, 1]]);
  assert.deepEqual(grouping(snapshotOf([[0, 0]]), 5).ring(0), [[OTHER, 1]]);
});

test("the box around a group", () => {
  const groups = grouping(
    snapshotOf([
      [10, 20],
      [11, 19],
    ]),
    2,
  );
  assert.deepEqual(groups.bounds(0), [19, 10, 20, 11]);
});
