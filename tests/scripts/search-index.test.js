import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText } from "../../static/src/folding.js";
import { editsAllowed, SearchIndex } from "../../static/src/search-index.js";
import { dice } from "./packing.js";

/** An index of groups of records `[name, weight, ...further names]`. */
function indexOf(...groups) {
  const index = new SearchIndex(
    groups.map((records) => ({
      count: records.length,
      text: (record) => indexText(records[record].filter((part) => typeof part === "string")),
      name: (record) => records[record][0],
      weight: (record) => records[record][1],
    })),
  );
  for (const _ of index.building());
  return (text, most = 5) =>
    index
      .find(
        text,
        groups.map(() => most),
      )
      .map((found, group) => found.map((record) => groups[group][record][0]));
}

const PLACES = [
  ["Bernau", 9],
  ["Bern", 3, "Berna", "Berne"],
  ["Zürich", 8, "Zurigo"],
  ["Neustadt bei Bernburg", 99],
  ["München", 7, "Monaco di Baviera", "Мюнхен"],
  ["Monaco", 5],
  ["Münster", 6],
  ["Mannheim", 1],
];

test("a name that is the text comes first, then names that begin so, then other words", () => {
  const find = indexOf(PLACES);
  assert.deepEqual(find("bern"), [["Bern", "Bernau", "Neustadt bei Bernburg"]]);
  assert.deepEqual(find("mon"), [["Monaco", "München"]]);
  assert.deepEqual(
    indexOf([
      ["Aix", 9, "Bad Aachen"],
      ["Bad Ems", 0],
      ["Neu Bad", 0],
    ])("bad"),
    [["Bad Ems", "Neu Bad", "Aix"]],
  );
});

test("among equals the weight decides, then the name", () => {
  const find = indexOf(PLACES);
  assert.deepEqual(find("m"), [["München", "Münster", "Monaco", "Mannheim"]]);
  assert.deepEqual(find("m", 2), [["München", "Münster"]]);
  assert.deepEqual(
    indexOf([
      ["Ulm b", 0],
      ["Ulm a", 0],
      ["Ulm c", 0],
    ])("ulm", 2),
    [["Ulm a", "Ulm b"]],
  );
});

test("places are found under any name, in any spelling and script", () => {
  const find = indexOf(PLACES);
  for (const text of ["Monaco di Baviera", "baviera mon", "munchen", "MÜNCHEN", "muenchen", "Мюнхен", "мюн"])
    assert.deepEqual(find(text), [["München"]], text);
});

test("typing errors: none below four letters, one below eight, two from there", () => {
  assert.deepEqual(["abc", "abcd", "abcdefg", "abcdefgh"].map(editsAllowed), [0, 1, 1, 2]);
  const find = indexOf(PLACES);
  for (const text of [
    "Muenchn",
    "Mucnhen",
    "Münhcen",
    "Munnchen",
    "Nünchen",
    "Mummchen",
    "Monaco di Bavjera",
  ])
    assert.deepEqual(find(text), [["München"]], text);
  for (const text of ["xrn", "Xüxchen", "Mxxxchen", "Monaco xy Baviera"])
    assert.deepEqual(find(text), [[]], text);
});

test("errors are assumed only where nothing in any group is written so", () => {
  const find = indexOf(
    [
      ["Rainbow Hill", 0],
      ["Raimbow", 0],
    ],
    [["Rainbow Cities", 0]],
  );
  assert.deepEqual(find("raimbow"), [["Raimbow"], []]);
  assert.deepEqual(find("rainbox"), [["Rainbow Hill"], ["Rainbow Cities"]]);
});

test("nothing is found for nothing", () => {
  assert.deepEqual(indexOf(PLACES)(" – "), [[]]);
  assert.deepEqual(indexOf([])("bern"), [[]]);
});

test("the walk along sorted words finds what a plain comparison finds", () => {
  const random = dice(7);
  const letters = "abn";
  const word = (length) => Array.from({ length }, () => letters[Math.floor(random() * 3)]).join("");
  const names = [...new Set(Array.from({ length: 400 }, () => word(2 + Math.floor(random() * 9))))].sort();
  const find = indexOf(names.map((name) => [name, 0]));
  for (let round = 0; round < 200; round++) {
    const sought = word(4 + Math.floor(random() * 6));
    const beginning = names.filter((name) => name.startsWith(sought));
    const nearly = names.filter((name) => editsToABeginning(sought, name) <= editsAllowed(sought));
    const [found] = find(sought, names.length);
    assert.deepEqual(found.toSorted(), beginning.length ? beginning : nearly, sought);
  }
});

/** Fewest edits from `sought` to any beginning of `word`, by the whole table. */
function editsToABeginning(sought, word) {
  const table = [Array.from({ length: sought.length + 1 }, (_, letter) => letter)];
  for (let at = 1; at <= word.length; at++) {
    table.push([at]);
    for (let row = 1; row <= sought.length; row++) {
      const same = sought[row - 1] === word[at - 1];
      let edits = Math.min(
        table[at - 1][row] + 1,
        table[at][row - 1] + 1,
        table[at - 1][row - 1] + (same ? 0 : 1),
      );
      if (at > 1 && row > 1 && sought[row - 1] === word[at - 2] && sought[row - 2] === word[at - 1])
        edits = Math.min(edits, table[at - 2][row - 2] + 1);
      table[at].push(edits);
    }
  }
  return Math.min(...table.map((column) => column.at(-1)));
}
