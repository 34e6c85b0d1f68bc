import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../../static/src/words.js";

const messages = {
  remove: "Filter entfernen: {label}",
  show: { one: "{count} Ort zeigen", other: "{count} Orte zeigen" },
};

test("gaps are filled, and a number chooses the form and is written in the language", () => {
  const words = new Words("de", messages);
  assert.equal(words.say("remove", { label: "Deutschland" }), "Filter entfernen: Deutschland");
  assert.equal(words.say("show", { count: 1 }), "1 Ort zeigen");
  assert.equal(words.say("show", { count: 0 }), "0 Orte zeigen");
  assert.equal(words.say("show", { count: 1027 }), "1.027 Orte zeigen");
  assert.equal(new Words("en", messages).say("show", { count: 1027 }), "1,027 Orte zeigen");
});

test("what fills a gap is never read as a pattern", () => {
  assert.equal(
    new Words("de", messages).say("remove", { label: "{count} $& $1" }),
    "Filter entfernen: {count} $& $1",
  );
});

test("distances have a decimal where it is worth saying", () => {
  const said = (lang, metres) => new Words(lang, {}).distance(metres).replace(/\s/u, " ");
  assert.equal(said("de", 1240), "1,2 km");
  assert.equal(said("en", 340), "0.3 km");
  assert.equal(said("de", 12_400), "12 km");
});

test("dates are as precise as they are known", () => {
  const [de, en] = [new Words("de", {}), new Words("en", {})];
  assert.equal(de.date(20081126), "26.11.2008");
  assert.equal(en.date(20081126), "26 Nov 2008");
  assert.equal(de.date(20190700), "Juli 2019");
  assert.equal(en.date(20190700), "July 2019");
  assert.equal(de.date(18990000), "1899");
  assert.equal(de.longDate(20191218), "18. Dezember 2019");
  assert.equal(en.longDate(20191218), "18 December 2019");
  assert.equal(en.longDate(20190700), "July 2019");
});
