import assert from "node:assert/strict";
import { test } from "node:test";
import { dateText, firstDay, lastDay, parseDate } from "../../static/src/dates.js";

test("a partial date names a period", () => {
  for (const [text, date, first, last] of [
    ["2019", 20190000, 20190101, 20191231],
    ["2019-07", 20190700, 20190701, 20190731],
    ["2019-07-18", 20190718, 20190718, 20190718],
    ["0987", 9870000, 9870101, 9871231],
  ]) {
    assert.equal(parseDate(text), date);
    assert.equal(dateText(date), text);
    assert.equal(firstDay(date), first);
    assert.equal(lastDay(date), last);
  }
});

test("days that do not exist are no dates", () => {
  const strange = [
    "",
    "19",
    "2019-7",
    "2019-00",
    "2019-13",
    "2019-02-29",
    "2100-02-29",
    "2019-04-31",
    "2019-01-00",
    "0000",
    "2019-07-18T00",
    "٢٠١٩",
  ];
  for (const text of strange) assert.equal(parseDate(text), 0, text);
  assert.equal(parseDate("2020-02-29"), 20200229);
  assert.equal(parseDate("2000-02-29"), 20000229);
});
