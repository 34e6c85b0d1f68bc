const byId = (id) => document.getElementById(id);

/** What lies over the map of the map page, {top, right, bottom, left} in pixels, so that results keep clear of it. */
export function covered() {
  const open = byId("card");
  const list = byId("results-region");
  if (getComputedStyle(list).position === "absolute") {
    const sheet = list.offsetHeight + byId("time").offsetHeight;
    return { top: 112, right: 46, bottom: open.hidden ? sheet : Math.max(sheet, open.offsetHeight) };
  }
  // Asked of the page, because the first picture is drawn before there is anything else.
  const beside = [byId("legend"), byId("overlap")].filter((node) => node.open && !node.matches(":modal"));
  const start = Math.max(0, ...beside.map((node) => node.offsetWidth));
  const end = open.hidden ? 0 : open.offsetWidth;
  return document.dir === "rtl" ? { left: end, right: start } : { left: start, right: end };
}
