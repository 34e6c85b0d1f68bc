// Dates as precise as their source, kept as whole numbers YYYYMMDD in which 00 means unknown.
// A partial date names a period; the two ends below are good for comparing only
// (31 stands for the last day of every month, which no real date of a later month precedes).

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** The number for `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; 0 for anything else or a day that does not exist. */
export function parseDate(text) {
  const found = FORM.exec(text);
  if (!found) return 0;
  const [year, month, day] = [1, 2, 3].map((part) => Number(found[part] ?? 0));
  if (year < 1 || (found[2] && (month < 1 || month > 12))) return 0;
  if (found[3] && (day < 1 || day > daysIn(year, month))) return 0;
  return year * 10000 + month * 100 + day;
}

function daysIn(year, month) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** First day of the period, as YYYYMMDD. */
export function firstDay(date) {
  const dayless = date % 100 === 0 ? date + 1 : date;
  return date % 10000 === 0 ? dayless + 100 : dayless;
}

/** Last day of the period, as YYYYMMDD. */
export function lastDay(date) {
  const dayless = date % 100 === 0 ? date + 31 : date;
  return date % 10000 === 0 ? dayless + 1200 : dayless;
}

/** `2019-12-18`, `2019-12` or `2019`. */
export function dateText(date) {
  const digits = String(date).padStart(8, "0");
  const parts = [digits.slice(0, 4)];
  if (date % 10000) parts.push(digits.slice(4, 6));
  if (date % 100) parts.push(digits.slice(6));
  return parts.join("-");
}
