import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluator } from "../../static/src/evaluating.js";
import { earliestYear, growthOf, spanOf, stepOf, timeless, yearOf } from "../../static/src/growth.js";
import { emptyQuery } from "../../static/src/query.js";
import { decode } from "../../static/src/snapshot.js";
import { pack } from "./packing.js";

const NETWORKS = [
  { slug: "parent", parent: null },
  { slug: "child", parent: "parent" },
  { slug: "other", parent: null },
];

const PLACES = [
  { name: "day", members: [["child", "member", 20190718]] },
  { name: "month", country: "YY", members: [["parent", "awarded", 20191200]] },
  {
    name: "two",
    members: [
      ["child", "member", 20210000],
      ["other", "member", 19800000],
    ],
  },
  { name: "undated", members: [["child"], ["other"]] },
  {
    name: "uncounted",
    members: [
      ["child", "listed", 20200000],
      ["other", "left", 20000000, 20100000],
    ],
  },
  { name: "nowhere" },
];

const snapshot = decode(
  pack({ networks: NETWORKS, places: PLACES.map((place) => ({ country: "XX", lat: 0, lon: 0, ...place })) }),
);
const evaluator = new Evaluator(snapshot);

function growth(values) {
  const query = timeless({ ...emptyQuery(), ...values });
  const { places } = evaluator.evaluate(query);
  return growthOf(snapshot, places, evaluator.countedMemberships(query), evaluator.asked(query));
}

test("joinings count by year whatever their date's precision, undated ones apart", () => {
  assert.deepEqual(growth({}), {
    years: [
      [1980, 1],
      [2019, 2],
      [2021, 1],
    ],
    dated: 4,
    undated: 2,
  });
});

test("with networks chosen only memberships in them and below them count", () => {
  assert.deepEqual(growth({ network: ["parent"] }), {
    years: [
      [2019, 2],
      [2021, 1],
    ],
    dated: 3,
    undated: 1,
  });
  assert.deepEqual(growth({ network_all: ["child", "other"] }).years, [
    [1980, 1],
    [2021, 1],
  ]);
});

test("other filters choose the places, time filters change nothing", () => {
  assert.deepEqual(growth({ country: ["YY"] }).years, [[2019, 1]]);
  assert.deepEqual(growth({ on: 20200000, joined_from: 20210000, joined_to: 20220000 }), growth({}));
});

test("listed ones count on request, those that left never: they would be in no state but a past one", () => {
  assert.deepEqual(growth({ include: ["listed"], network: ["child"] }).years, [
    [2019, 1],
    [2020, 1],
    [2021, 1],
  ]);
});

test("nothing found is nothing drawn", () => {
  assert.deepEqual(growth({ country: ["ZZ"] }), { years: [], dated: 0, undated: 0 });
});

test("the years drawn reach from the first joining to the present, and to what the query names", () => {
  const found = { years: [[2018, 1]], earliest: earliestYear(snapshot) };
  const span = (values) => spanOf(found, { ...emptyQuery(), ...values }, 2026);

  assert.equal(found.earliest, 1980);
  assert.deepEqual(span({}), { first: 2018, last: 2026 });
  assert.deepEqual(span({ joined_from: 20150700 }), { first: 2015, last: 2026 });
  assert.deepEqual(span({ on: 10660000 }), { first: 1980, last: 2026 }, "no further than the register");
  assert.deepEqual(span({ joined_to: 99990000 }), { first: 2018, last: 2026 });
  assert.deepEqual(spanOf({ ...found, years: [] }, emptyQuery(), 2026), { first: 2019, last: 2026 });
  assert.deepEqual(spanOf({ ...found, years: [[2027, 1]] }, emptyQuery(), 2026), { first: 2020, last: 2027 });
});

test("years stand on the axis in steps that leave room for them", () => {
  assert.equal(stepOf(47, 38), 1);
  assert.equal(stepOf(10, 38), 5);
  assert.equal(stepOf(1, 38), 20);
  assert.equal(yearOf(20191231), 2019);
});
