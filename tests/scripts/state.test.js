import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, read } from "../../static/src/state.js";

const at = (address) => read(new URL(address, "https://atlas.example"));

test("the filters are the query string without what stands beside them", () => {
  const state = at("/de/map/?network=eccar&city=bonn&q=a+b&basemap=off&page=3");
  assert.equal(state.params.toString(), "network=eccar&q=a+b");
  assert.equal(state.city, "bonn");
  assert.equal(state.basemap, false);
  assert.equal(state.position, null);
});

test("the networks compared are no filter, each once", () => {
  const state = at("/de/map/?overlap=eccar&network=iash&overlap=iash&overlap=eccar");
  assert.deepEqual(state.overlap, ["eccar", "iash"]);
  assert.equal(state.params.toString(), "network=iash");
});

test("the position is the fragment, if it is one", () => {
  assert.deepEqual(at("/de/map/#5.75/50.75/12.45").position, { zoom: 5.75, lat: 50.75, lon: 12.45 });
  assert.deepEqual(at("/de/map/#3/-33/-70.6").position, { zoom: 3, lat: -33, lon: -70.6 });
  for (const fragment of ["", "#main", "#5/91/0", "#99/0/0", "#5/50", "#5/50/1/2", "#a/b/c"]) {
    assert.equal(at(`/de/map/${fragment}`).position, null, fragment);
  }
});

test("rings show networks where the address says nothing of use", () => {
  assert.equal(at("/de/map/").rings, "network");
  assert.equal(at("/de/map/?rings=practice").rings, "practice");
  assert.equal(at("/de/map/?rings=colours").rings, "network");
});

test("an address read and written again is the same", () => {
  for (const address of [
    "/de/map/",
    "/en/map/?network=eccar&country=DE",
    "/en/map/?city=bonn",
    "/en/map/?city=bonn&rings=topic",
    "/en/map/?country=DE&overlap=eccar&overlap=iash",
    "/en/map/?ordering=-population&list=view&city=bonn",
    "/en/map/?country=DE&city=bonn&basemap=off#6/50.70/7.10",
  ]) {
    const state = at(address);
    const path = new URL(address, "https://atlas.example").pathname;
    assert.equal(addressOf(path, { ...state, query: state.params.toString() }), address);
  }
});
