import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, mercator } from "../../static/src/snapshot.js";
import { pack } from "./packing.js";

const networks = Array.from({ length: 200 }, (_, index) => ({
  slug: `net-${index}`,
  parent: index === 150 ? "net-3" : null,
}));

const PLACES = [
  {
    name: "München",
    names: { en: "Munich" },
    lat: 48.13743,
    lon: 11.57549,
    country: "DE",
    region: "DE-BY",
    size: "metropolis",
    population: 1260391,
    portrait: true,
    resolutions: 3,
    practices: 2,
    topics: ["housing", "health"],
    members: [
      ["net-150", "member", 20190718],
      ["net-3", "listed"],
      ["net-199", "left", 20120000, 20150600],
    ],
  },
  {
    name: "Bergen",
    slug: "bergen-no",
    lat: 60.39299,
    lon: 5.32415,
    country: "NO",
    kind: "town",
    members: [["net-0", "awarded", 19890600]],
  },
  {
    name: "Wellington",
    lat: -41.28664,
    lon: 174.77557,
    country: "NZ",
    size: "large",
    practices: 1,
    topics: [],
  },
  { name: "Şişli", lat: 41.06046, lon: 28.98717, country: "TR", members: [["net-40", "left"]] },
  { name: "Pago Pago", lat: -14.27806, lon: -170.7025, country: "AS" },
];
const snapshot = decode(pack({ networks, places: PLACES, topics: ["housing", "health"] }));

test("positions are the very numbers of the register, south and west too", () => {
  assert.deepEqual(
    [...snapshot.lat],
    PLACES.map((place) => place.lat),
  );
  assert.deepEqual(
    [...snapshot.lon],
    PLACES.map((place) => place.lon),
  );
});

test("positions on the square of the world", () => {
  const [wx, wy] = mercator([0, 66.51326044311186, -66.51326044311186, 90], [-180, 0, 90, 180]);
  assert.deepEqual([...wx], [0, 0.5, 0.75, 1]);
  for (const [place, expected] of [0.5, 0.25, 0.75, 0].entries())
    assert.ok(Math.abs(wy[place] - expected) < 1e-9);
});

test("facets, counts and topics of each place", () => {
  assert.deepEqual(
    [...snapshot.country].map((index) => snapshot.header.countries[index]),
    ["DE", "NO", "NZ", "TR", "AS"],
  );
  assert.deepEqual([...snapshot.region], [1, 0, 0, 0, 0]);
  assert.deepEqual([...snapshot.kind], [0, 1, 0, 0, 0]);
  assert.deepEqual([...snapshot.populationClass], [4, 0, 3, 0, 0]);
  assert.deepEqual([...snapshot.flags], [1, 0, 0, 0, 0]);
  assert.deepEqual([...snapshot.resolutions], [3, 0, 0, 0, 0]);
  assert.deepEqual([...snapshot.practices], [2, 0, 1, 0, 0]);
  assert.deepEqual([...snapshot.topicStart], [0, 2, 2, 2, 2, 2]);
  assert.deepEqual([...snapshot.topics], [0, 1]);
});

test("memberships with more than 128 networks, partial and unknown dates", () => {
  assert.deepEqual([...snapshot.memberStart], [0, 3, 4, 4, 5, 5]);
  assert.deepEqual([...snapshot.memberNetwork], [150, 3, 199, 0, 40]);
  assert.deepEqual([...snapshot.memberStatus], [0, 3, 4, 1, 4]);
  assert.deepEqual([...snapshot.joined], [20190718, 0, 20120000, 19890600, 0]);
  assert.deepEqual([...snapshot.left], [0, 0, 20150600, 0, 0]);
  assert.equal(snapshot.header.networks[150].parent, 3);
});

test("names in both languages, slugs derived or given, inhabitants", () => {
  assert.equal(snapshot.name(0, "en"), "Munich");
  assert.equal(snapshot.name(0, "de"), "München");
  assert.equal(snapshot.name(4, "de"), "Pago Pago");
  assert.deepEqual(
    PLACES.map((_, place) => snapshot.slug(place)),
    ["muenchen", "bergen-no", "wellington", "sisli", "pago-pago"],
  );
  assert.deepEqual([...snapshot.population], [1260391, 0, 0, 0, 0]);
});

test("a place is found by its slug", () => {
  for (let place = 0; place < PLACES.length; place++)
    assert.equal(snapshot.indexOfSlug(snapshot.slug(place)), place);
  assert.equal(snapshot.indexOfSlug("bergen"), -1, "the derived slug of a place that has another one");
  assert.equal(snapshot.indexOfSlug("atlantis"), -1);
});

test("the order of names ignores marks and case, and is settled by the whole name", () => {
  const names = [
    "Zürich",
    "'s-Hertogenbosch",
    "Ängelholm",
    "aachen",
    "Łódź",
    "Sankt Augustin am Bach",
    "Sankt Augustin",
    "Århus",
    "São Paulo",
    "Athina",
    "Αθήνα",
    "Angelo",
  ];
  const sorted = decode(
    pack({ networks, places: names.map((name) => ({ name, lat: 0, lon: 0, country: "XX" })) }),
  );
  assert.deepEqual(
    [...sorted.orderByName("de")].map((place) => names[place]),
    [
      "aachen",
      "Ängelholm",
      "Angelo",
      "Århus",
      "Athina",
      "Łódź",
      "'s-Hertogenbosch",
      "Sankt Augustin",
      "Sankt Augustin am Bach",
      "São Paulo",
      "Zürich",
      "Αθήνα",
    ],
  );
  assert.equal([...snapshot.orderByName("en")].map((place) => snapshot.name(place, "en"))[1], "Munich");
});

test("something else is refused", () => {
  assert.throws(() => decode(new TextEncoder().encode("<!doctype html><html>").buffer), /not a snapshot/);
});
