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
  assert.equal(new Words("de", messages).say("remove", { label: "{count} $& $1" }), "Filter entfernen: {count} $& $1");
});

test("dates are as precise as they are known", () => {
  const [de, en] = [new Words("de", {}), new Words("en", {})];
  assert.equal(de.date({ year: 2008, month: 11, day: 26 }), "26.11.2008");
  assert.equal(en.date({ year: 2008, month: 11, day: 26 }), "26 Nov 2008");
  assert.equal(de.date({ year: 2019, month: 7, day: 0 }), "Juli 2019");
  assert.equal(en.date({ year: 2019, month: 7, day: 0 }), "July 2019");
  assert.equal(de.date({ year: 1899, month: 0, day: 0 }), "1899");
});
