import assert from "node:assert/strict";
import { test } from "node:test";
import { PageGroups } from "../../static/src/clusters.js";
import { itemAt, itemsOf } from "../../static/src/scene.js";
import { OTHER } from "../../static/src/shares.js";

const signOf = (part) => ["hull", "star"][part] ?? "other";
const groups = new PageGroups(
  [
    [50, 10, 1, [[1, 1]], "bonn", 3],
    [0, 179, 12, [[0, 20]], null],
    [-20, 0, 1, [[OTHER, 1]], "ulm", 0],
  ],
  3,
);
const world = [0, 0, 1, 1];

test("rings lie below single places, the chosen one is told apart", () => {
  const items = itemsOf(groups, world, { slug: "ulm", x: 0.5, y: 0.55 }, signOf);
  assert.deepEqual(
    items.map((item) => item.slug),
    [undefined, "bonn", "ulm"],
  );
  assert.deepEqual(
    items.map((item) => item.mark),
    [undefined, "star", "other"],
  );
  assert.deepEqual(
    items.map((item) => Boolean(item.chosen)),
    [false, false, true],
  );
});

test("a chosen place that hides in a ring is drawn besides", () => {
  const items = itemsOf(groups, world, { slug: "suva", mark: "hull", x: 0.99, y: 0.5 }, signOf);
  assert.equal(items.length, 4);
  assert.ok(items.find((item) => item.slug === "suva").chosen);
});

test("only what is in view, on the nearest copy of the world, and never twice", () => {
  const positions = (view) => itemsOf(groups, view, null, signOf).map((item) => Number(item.x.toFixed(2)));
  assert.deepEqual(positions([0.9, 0.4, 1.1, 0.6]), [1]);
  assert.deepEqual(positions([-0.1, 0.4, 0.1, 0.6]), [-0]);
  assert.deepEqual(positions([-0.2, 0.4, 1.2, 0.52]), [1]);
});

test("the nearest thing under a pointer, the chosen one before all", () => {
  const at = (x, y) => [x, y];
  const items = [
    { count: 9, x: 100, y: 100 },
    { count: 1, size: 0, x: 130, y: 100, slug: "bonn" },
    { count: 1, size: 0, x: 300, y: 300, slug: "ulm", chosen: true },
    { count: 1, size: 0, x: 318, y: 300, slug: "lund" },
  ];
  const slugAt = (x, y, tolerance = 2) => itemAt(items, at, x, y, tolerance)?.slug;
  assert.equal(itemAt(items, at, 90, 100, 2), items[0]);
  assert.equal(slugAt(128, 103), "bonn");
  assert.equal(slugAt(305, 300), "ulm");
  assert.equal(itemAt(items, at, 200, 200, 2), null);
  assert.equal(itemAt(items, at, 150, 100, 2), null);
  assert.equal(slugAt(150, 100, 14), "bonn", "fingers reach further");
});
