import assert from "node:assert/strict";
import { test } from "node:test";
import { Clusterer } from "../../static/src/clusters.js";
import { byPractice, byTopic, NONE, OTHER, partOf, ringOf } from "../../static/src/shares.js";
import { decode } from "../../static/src/snapshot.js";
import { pack } from "./packing.js";

const TOPICS = ["housing", "health", "extra"];
const snapshot = decode(
  pack({
    networks: [],
    topics: TOPICS,
    places: [
      { name: "a", lat: 1, lon: 1, country: "XX", practices: 2, topics: ["health", "extra"] },
      { name: "b", lat: 1, lon: 1, country: "XX" },
      { name: "c", lat: 1, lon: 1, country: "XX", practices: 1, topics: ["health"] },
      { name: "d", lat: 50, lon: 50, country: "XX" },
    ],
  }),
);
const marked = [true, true, false];
const all = [0, 1, 2, 3];

test("by topic a place counts in each topic of its practices, and without a practice as unknown", () => {
  assert.deepEqual(ringOf(byTopic(snapshot, marked), all), [
    [1, 2],
    [OTHER, 1],
    [NONE, 2],
  ]);
});

test("by practice a place counts once, however many practices it has", () => {
  assert.deepEqual(ringOf(byPractice(snapshot), all), [
    [0, 2],
    [NONE, 2],
  ]);
});

test("a single place shows the topic that is asked for, else its first, or that nothing is known", () => {
  assert.deepEqual(
    all.map((place) => partOf(byTopic(snapshot, [true, true, true]), place)),
    [1, NONE, 1, NONE],
  );
  assert.equal(partOf(byTopic(snapshot, [true, true, true], new Set([2])), 0), 2);
  assert.deepEqual(
    all.map((place) => partOf(byPractice(snapshot), place)),
    [0, NONE, 0, NONE],
  );
});

test("groups carry such rings", () => {
  const groups = new Clusterer(snapshot).groups(Uint32Array.of(0, 1, 2, 3), 5, byTopic(snapshot, marked));
  assert.deepEqual(groups.ring(0), [
    [1, 2],
    [OTHER, 1],
    [NONE, 1],
  ]);
  assert.deepEqual(groups.ring(1), [[NONE, 1]]);
});
