import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluator, haversine } from "../../static/src/evaluating.js";
import { emptyQuery } from "../../static/src/query.js";
import { decode } from "../../static/src/snapshot.js";
import { dice, pack } from "./packing.js";

// More than 32 networks, so that one word of bits is not enough; the last two stand in a chain below the first.
const NETWORKS = [
  ...Array.from({ length: 38 }, (_, index) => ({ slug: `net-${index}`, parent: null })),
  { slug: "child", parent: "net-0" },
  { slug: "grandchild", parent: "child" },
];
const TOPICS = ["housing", "health", "work"];

function query(values) {
  return { ...emptyQuery(), ...values };
}

function answer(places, values, search = null) {
  const snapshot = decode(
    pack({
      networks: NETWORKS,
      topics: TOPICS,
      places: places.map((place) => ({ country: "XX", lat: 0, lon: 0, ...place })),
    }),
  );
  const result = new Evaluator(snapshot, search).evaluate(query(values));
  return places.filter((_, index) => result.matched[index]).map((place) => place.name);
}

test("a network holds the members of all networks below it", () => {
  const places = [
    { name: "a", members: [["grandchild"]] },
    { name: "b", members: [["net-37"]] },
    { name: "c", members: [["net-0"]] },
  ];
  assert.deepEqual(answer(places, { network: ["net-0"] }), ["a", "c"]);
  assert.deepEqual(answer(places, { network: ["child", "net-37"] }), ["a", "b"]);
  assert.deepEqual(answer(places, { network_not: ["net-0"] }), ["b"]);
  assert.deepEqual(answer(places, { network_all: ["net-0", "grandchild"] }), ["a"]);
});

test("who counts: members, awarded, observers; listed on request; left only in a past state", () => {
  const places = ["member", "awarded", "observer", "listed", "left"].map((status) => ({
    name: status,
    members: [["net-1", status, 20100000, 20150000]],
  }));
  assert.deepEqual(answer(places, { network: ["net-1"] }), ["member", "awarded", "observer"]);
  assert.deepEqual(answer(places, { network: ["net-1"], include: ["listed"] }), [
    "member",
    "awarded",
    "observer",
    "listed",
  ]);
  assert.deepEqual(answer(places, { on: 20150600 }), ["member", "awarded", "observer", "left"]);
  assert.deepEqual(answer(places, { on: 20160101 }), ["member", "awarded", "observer"]);
});

test("the state on a date knows partial dates and leaves undated memberships out", () => {
  const places = [
    { name: "undated", members: [["net-1", "member"]] },
    { name: "year", members: [["net-1", "member", 20190000]] },
    { name: "month", members: [["net-1", "member", 20190700]] },
    { name: "day", members: [["net-1", "member", 20190718]] },
    { name: "ended", members: [["net-1", "left", 20100000, 20190600]] },
    { name: "ended some day", members: [["net-1", "left", 20100000, 0]] },
    { name: "nowhere" },
  ];
  assert.deepEqual(answer(places, { on: 20190000 }), ["year", "month", "day", "ended"]);
  assert.deepEqual(answer(places, { on: 20190700 }), ["year", "month", "day"]);
  assert.deepEqual(answer(places, { on: 20190701 }), ["year", "month"]);
  assert.deepEqual(answer(places, { on: 20190630 }), ["year", "ended"]);
  assert.deepEqual(answer(places, { on: 20181231 }), ["ended"]);
  assert.deepEqual(answer(places, { on: 20190000, network_not: ["net-1"] }), []);
});

test("joinings in a span are periods that overlap it, in the asked networks if any", () => {
  const places = [
    { name: "year", members: [["net-1", "member", 20190000]] },
    { name: "february", members: [["net-1", "member", 20190200]] },
    {
      name: "elsewhere",
      members: [
        ["net-1", "member", 20150000],
        ["net-2", "member", 20190718],
      ],
    },
    { name: "undated", members: [["net-1", "member"]] },
    { name: "left", members: [["net-1", "left", 20190200, 20200000]] },
  ];
  assert.deepEqual(answer(places, { joined_from: 20190228 }), ["year", "february", "elsewhere"]);
  assert.deepEqual(answer(places, { joined_from: 20190301 }), ["year", "elsewhere"]);
  assert.deepEqual(answer(places, { joined_to: 20181200 }), ["elsewhere"]);
  assert.deepEqual(answer(places, { joined_from: 20190000, joined_to: 20190000, network: ["net-1"] }), [
    "year",
    "february",
  ]);
});

test("a box may cross the date line", () => {
  const places = [
    { name: "fiji", lat: -18, lon: 178 },
    { name: "samoa", lat: -14, lon: -171.5 },
    { name: "bonn", lat: 50.7, lon: 7.1 },
  ];
  assert.deepEqual(answer(places, { bbox: [170, -30, -170, 0] }), ["fiji", "samoa"]);
  assert.deepEqual(answer(places, { bbox: [7.1, 50.7, 8, 51] }), ["bonn"], "edges belong to it");
});

test("near answers from the nearest on, across the date line too", () => {
  const snapshot = decode(
    pack({
      networks: NETWORKS,
      places: [
        { name: "far", lat: 0.5, lon: 179.5, country: "XX" },
        { name: "too far", lat: 3, lon: 179.9, country: "XX" },
        { name: "near", lat: 0, lon: -179.9, country: "XX" },
      ],
    }),
  );
  const { order, count } = new Evaluator(snapshot).evaluate(query({ near: [0, 180, 100] }));
  assert.deepEqual([...order], [2, 0]);
  assert.equal(count, 2);
  assert.ok(Math.abs(haversine(52.52, 13.405, 48.137, 11.575) - 504.4) < 0.5);
});

test("every word begins a word of the place, of a network it counts for, or of a practice", () => {
  const places = [
    { name: "München", members: [["grandchild"]] },
    { name: "Bonn", members: [["net-2", "listed"]], practices: 1 },
    { name: "Ulm" },
  ];
  const search = {
    places: [" monaco muenchen munchen", " bonn", " ulm"],
    practices: [[1, " deutschkurs fur alle"]],
    networks: NETWORKS.map(({ slug }) =>
      slug === "net-0" ? " sichere hafen" : slug === "net-2" ? " bund" : "",
    ),
  };
  assert.deepEqual(answer(places, { q: "MÜNCH" }, search), ["München"]);
  assert.deepEqual(answer(places, { q: "sichere muenchen" }, search), ["München"]);
  assert.deepEqual(answer(places, { q: "kurs" }, search), [], "the middle of a word is no hit");
  assert.deepEqual(answer(places, { q: "bonn deutschkurs" }, search), ["Bonn"]);
  assert.deepEqual(answer(places, { q: "bund" }, search), []);
  assert.deepEqual(answer(places, { q: "bund", include: ["listed"] }, search), ["Bonn"]);
  assert.deepEqual(answer(places, { q: "-- !" }, search), ["München", "Bonn", "Ulm"]);
  assert.throws(() => answer(places, { q: "bonn" }), /not loaded/);
});

/** 300 places and queries about them, as the dice fall. */
function chances(seed) {
  const random = dice(seed);
  const pick = (values) => values[Math.floor(random() * values.length)];
  const some = (values, chance = 0.4) => (random() < chance ? [pick(values)] : []);
  const slugs = NETWORKS.map(({ slug }) => slug);
  const date = () =>
    random() < 0.3
      ? 0
      : (2010 + Math.floor(random() * 10)) * 10000 + (random() < 0.5 ? 0 : 500 + (random() < 0.5 ? 0 : 14));
  const snapshot = decode(
    pack({
      networks: NETWORKS,
      topics: TOPICS,
      places: Array.from({ length: 300 }, (_, index) => ({
        name: `p${index}`,
        lat: random() * 120 - 60,
        lon: random() * 360 - 180,
        country: pick(["DE", "FR", "IT"]),
        region: random() < 0.3 ? undefined : pick(["DE-BY", "DE-NW"]),
        kind: pick(["city", "town"]),
        size: pick(["", "small", "large"]),
        portrait: random() < 0.3,
        resolutions: random() < 0.3 ? 1 : 0,
        practices: random() < 0.5 ? 2 : 0,
        topics: TOPICS.filter(() => random() < 0.4),
        members: slugs
          .filter(() => random() < 0.06)
          .map((slug) => [slug, pick(["member", "member", "listed", "left"]), date(), date()]),
      })),
    }),
  );
  const anyQuery = () =>
    query({
      network: some(slugs),
      network_all: some(["net-0", "net-1", "child"], 0.1),
      network_not: some(slugs, 0.2),
      country: some(["DE", "FR"]),
      region: some(["DE-BY"], 0.2),
      topic: some(TOPICS, 0.2),
      kind: some(["city"]),
      population: some(["small", "large"], 0.2),
      has: some(["practice", "portrait", "resolution"], 0.2),
      include: some(["listed"]),
      on: random() < 0.2 ? 20150000 : 0,
      joined_from: random() < 0.2 ? 20140000 : 0,
      joined_to: random() < 0.2 ? 20180514 : 0,
    });
  return { snapshot, slugs, anyQuery, pick, random };
}

test("each facet count is what that one click would answer", () => {
  const { snapshot, slugs, anyQuery } = chances(7);
  const evaluator = new Evaluator(snapshot);
  const count = (values) => evaluator.evaluate(values).count;
  let matches = 0;
  for (let round = 0; round < 60; round++) {
    const asked = anyQuery();
    const { facets, matched, count: total } = evaluator.evaluate(asked);
    matches += total;
    assert.equal(
      matched.reduce((sum, one) => sum + one, 0),
      total,
    );
    const dictionary = {
      country: snapshot.header.countries,
      region: snapshot.header.regions,
      topic: TOPICS,
      kind: snapshot.header.kinds,
      population: snapshot.header.populations,
      network: slugs,
    };
    for (const [name, values] of Object.entries(dictionary)) {
      values.forEach((value, index) => {
        if (value)
          assert.equal(
            facets[name][index],
            count({ ...asked, [name]: [value] }),
            `${name} ${value} in ${JSON.stringify(asked)}`,
          );
      });
    }
    for (const name of ["network_all", "network_not"]) {
      for (const [index, slug] of slugs.entries()) {
        assert.equal(
          facets[name][index],
          count({ ...asked, [name]: [...asked[name], slug] }),
          `${name} ${slug}`,
        );
      }
    }
    for (const [index, value] of ["practice", "portrait", "resolution"].entries()) {
      assert.equal(facets.has[index], count({ ...asked, has: [...asked.has, value] }));
    }
  }
  assert.ok(matches > 500, "the questions were not all hopeless");
});

test("an unknown value matches nothing", () => {
  assert.deepEqual(answer([{ name: "a", members: [["net-1"]] }], { network: ["nowhere"] }), []);
  assert.deepEqual(answer([{ name: "a", members: [["net-1"]] }], { country: ["ZZ"] }), []);
});

test("which memberships count in the question, and which networks it asks for with those below them", () => {
  const snapshot = decode(
    pack({
      networks: NETWORKS,
      places: [
        { name: "a", lat: 0, lon: 0, country: "XX", members: [["child"], ["net-5", "listed"], ["net-2"]] },
      ],
    }),
  );
  const evaluator = new Evaluator(snapshot);
  const counted = (values) => [...evaluator.countedMemberships(query(values))];
  assert.deepEqual(counted({}), [1, 0, 1]);
  assert.deepEqual(counted({ include: ["listed"] }), [1, 1, 1]);
  assert.deepEqual(evaluator.asked(query({ network: ["net-0"] })), new Set([0, 38, 39]));
});

test("an answer that follows from the one before is the one that a fresh evaluator gives", () => {
  const { snapshot, anyQuery, pick, random } = chances(11);
  const evaluator = new Evaluator(snapshot);
  let asked = anyQuery();
  let places = 0;
  for (let step = 0; step < 400; step++) {
    const other = random() < 0.3 ? query({}) : anyQuery();
    const name = pick(Object.keys(asked).filter((one) => !["problems", "q"].includes(one)));
    const added = Array.isArray(asked[name]) && random() < 0.5 ? asked[name] : [];
    asked = {
      ...asked,
      [name]: Array.isArray(other[name]) ? [...new Set([...added, ...other[name]])] : other[name],
      ...(random() < 0.1
        ? { near: pick([null, [10, 20, 5000]]), bbox: pick([null, [-90, -30, 120, 50]]) }
        : {}),
    };
    const found = evaluator.evaluate(asked);
    assert.deepEqual(found, new Evaluator(snapshot).evaluate(asked), JSON.stringify(asked));
    assert.deepEqual(
      [...found.places],
      [...found.matched.keys()].filter((place) => found.matched[place]),
    );
    places += found.count;
  }
  assert.ok(places > 2000, `only ${places} places found in all`);
});

test("what is asked again is answered by the same answer, also with its values in another order", () => {
  const { snapshot } = chances(3);
  const evaluator = new Evaluator(snapshot);
  const answer = evaluator.evaluate(query({ country: ["DE", "FR"] }));
  evaluator.evaluate(query({}));
  assert.equal(evaluator.evaluate(query({ country: ["FR", "DE"] })), answer);
});
