import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluator } from "../../static/src/evaluating.js";
import {
  countParts,
  firstChoice,
  partsInOrder,
  queryOfPart,
  withoutNetworks,
} from "../../static/src/overlapping.js";
import { emptyQuery } from "../../static/src/query.js";
import { decode } from "../../static/src/snapshot.js";
import { dice, pack } from "./packing.js";

const NETWORKS = [
  { slug: "a", parent: null },
  { slug: "b", parent: null },
  { slug: "c", parent: null },
  { slug: "child", parent: "a" },
];

test("the parts of two and three networks, first what all share, last what is in none", () => {
  assert.deepEqual(partsInOrder(2), [3, 1, 2, 0]);
  assert.deepEqual(partsInOrder(3), [7, 3, 5, 6, 1, 2, 4, 0]);
});

test("each part holds exactly the places that its filter finds", () => {
  const random = dice(11);
  const pick = (values) => values[Math.floor(random() * values.length)];
  const snapshot = decode(
    pack({
      networks: NETWORKS,
      places: Array.from({ length: 400 }, (_, index) => ({
        name: `p${index}`,
        lat: 0,
        lon: 0,
        country: pick(["DE", "FR"]),
        members: NETWORKS.filter(() => random() < 0.4).map(({ slug }) => [
          slug,
          pick(["member", "member", "listed", "left"]),
          pick([0, 20100000, 20180000]),
          pick([0, 20160000]),
        ]),
      })),
    }),
  );
  const evaluator = new Evaluator(snapshot);
  const asked = [
    emptyQuery(),
    { ...emptyQuery(), country: ["DE"], network: ["b"], network_not: ["c"] },
    { ...emptyQuery(), on: 20150000 },
    { ...emptyQuery(), include: ["listed"], network_all: ["child"] },
    { ...emptyQuery(), joined_from: 20150000 },
  ];
  for (const query of asked) {
    for (const slugs of [
      ["a", "b"],
      ["a", "child"],
      ["c", "a", "b"],
    ]) {
      const others = withoutNetworks(query);
      const { places, count } = evaluator.evaluate(others);
      const parts = countParts(snapshot, places, evaluator.countedMemberships(others), slugs);
      assert.equal(
        parts.reduce((sum, part) => sum + part),
        count,
        "nobody is lost or counted twice",
      );
      parts.forEach((found, part) => {
        assert.equal(found, evaluator.evaluate(queryOfPart(others, slugs, part)).count, `${slugs} ${part}`);
      });
      assert.ok(count > 10);
    }
  }
});

test("it begins with the networks asked for, else with the largest that do not hold one another", () => {
  const networks = NETWORKS.map(({ slug, parent }) => ({
    slug,
    parent: NETWORKS.findIndex((network) => network.slug === parent),
  }));
  const begin = (values, counts) => firstChoice(networks, { ...emptyQuery(), ...values }, counts);
  assert.deepEqual(begin({}, [9, 3, 4, 8]), ["a", "c"]);
  assert.deepEqual(begin({ network: ["child"] }, [9, 3, 4, 8]), ["child", "c"]);
  assert.deepEqual(begin({ network_all: ["b"], network: ["a"], network_not: ["c"] }, [9, 3, 4, 8]), [
    "b",
    "a",
    "c",
  ]);
});
