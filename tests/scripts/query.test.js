import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmpty, parse, serialise } from "../../static/src/query.js";

const read = (address, known) => parse(new URLSearchParams(address), known);

test("the address of a question is the same however it was written", () => {
  for (const [written, canonical] of [
    ["", ""],
    ["q=+M%C3%BCnchen+&country=", "q=M%C3%BCnchen"],
    ["country=DE&network=iccar&network=eccar&network=iccar", "network=eccar&network=iccar&country=DE"],
    ["joined_to=2020-02-29&on=2019&joined_from=2019-07", "joined_from=2019-07&joined_to=2020-02-29&on=2019"],
    ["near=50.5,%207,100.0&include=listed", "near=50.5%2C7%2C100&include=listed"],
    ["bbox=170,-30.50,-170,0", "bbox=170%2C-30.5%2C-170%2C0"],
    ["q=a~b*+++c", "q=a~b%2A+c"],
    [
      "has=resolution&has=practice&population=small&basemap=off&page=2",
      "population=small&has=practice&has=resolution",
    ],
  ]) {
    assert.equal(serialise(read(written)), canonical);
    assert.equal(serialise(read(canonical)), canonical);
  }
});

test("what cannot be understood is left out and told", () => {
  for (const [written, parameter] of [
    ["colour=red", "colour"],
    ["on=2019-13", "on"],
    ["on=2019-02-29", "on"],
    ["joined_from=19", "joined_from"],
    ["population=huge", "population"],
    ["has=luck", "has"],
    ["include=everybody", "include"],
    ["bbox=1,2,3", "bbox"],
    ["bbox=0,10,5,-10", "bbox"],
    ["bbox=0,0,181,1", "bbox"],
    ["bbox=a,0,1,1", "bbox"],
    ["near=1,2", "near"],
    ["near=91,0,1", "near"],
    ["near=0,0,-1", "near"],
    ["near=0,0,30000", "near"],
    ["on=2019&on=2020", "on"],
    ["joined_from=2020-02&joined_to=2020-01-31", "joined_to"],
    ["q=%21%21", "q"],
    [`q=${"a".repeat(201)}`, "q"],
  ]) {
    const query = read(`${written}&country=DE`);
    assert.deepEqual(
      query.problems.map((problem) => problem.parameter),
      [parameter],
      written,
    );
    assert.equal(serialise(query).replace("&joined_from=2020-02", ""), "country=DE");
  }
});

test("unknown slugs are told where the known ones are given", () => {
  const query = read("network=eccar&network=atlantis", { network: new Set(["eccar"]) });
  assert.deepEqual(query.network, [], "the whole parameter is left out, as on the server");
  assert.deepEqual(query.problems, [{ parameter: "network", value: "eccar, atlantis" }]);
  assert.deepEqual(read("network=eccar", { network: new Set(["eccar"]) }).network, ["eccar"]);
});

test("a question without filters is empty", () => {
  assert.ok(isEmpty(read("basemap=off&colour=red")));
  assert.ok(!isEmpty(read("on=2019")));
});
