const byId = (id) => document.getElementById(id);

const LITTLE = 240; // pixels across in which a map hardly shows anything
const BUTTONS = 46; // those along the edge of a phone's map

/** What lies over the map of the map page, {top, right, bottom, left} in pixels, so that results keep clear of it. */
export function covered() {
  // Asked of the page, because the first picture is drawn before there is anything else.
  return matchMedia("(width < 48rem)").matches ? onPhones() : beside();
}

function onPhones() {
  const share = byId("share");
  const card = byId("card");
  const list = byId("results-region");
  const above = share.offsetTop + share.firstElementChild.offsetHeight;
  // Enlarged, list and card do not lie over the map.
  if (getComputedStyle(list).position !== "absolute") return { top: above, ...sides(0, BUTTONS) };
  const sheet = list.offsetHeight + byId("time").offsetHeight;
  return { top: above, bottom: Math.max(sheet, card.offsetHeight), ...sides(0, BUTTONS) };
}

function beside() {
  const { offsetWidth: width, offsetHeight: height } = byId("map");
  const { offsetWidth: end, offsetTop: above } = byId("card");
  const open = [byId("legend"), byId("overlap")].filter((node) => node.open && !node.matches(":modal"));
  const start = Math.max(0, ...open.map((node) => node.offsetWidth));
  const left = width - start - end;
  // Between two of them there may be more room above the card.
  if (left < LITTLE && left * height < (width - start) * above)
    return { bottom: height - above, ...sides(start, 0) };
  return sides(start, end);
}

function sides(start, end) {
  return document.dir === "rtl" ? { left: end, right: start } : { left: start, right: end };
}
