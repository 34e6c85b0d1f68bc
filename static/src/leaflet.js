// The map. This is the only module that knows Leaflet, which its own script has put beside us as `L`.

import { fitting, leastZoom, levelOf, MAX_ZOOM, ROOM_AROUND, SNAP, TILE } from "./camera.js";
import { paint } from "./canvas.js";
import { FEW, reach } from "./clusters.js";
import { onSchemeChange, readStyle } from "./colours.js";
import { steerByKeys } from "./keys.js";
import { placeLabels } from "./labelling.js";
import { markPainted } from "./marking.js";
import { itemAt, itemsOf, nearest } from "./scene.js";

const READER = 44; // pixels: what a finger can take hold of
// How far beyond its edge something is still hit, in pixels: with a finger the smallest mark is 44 px wide.
const [POINTER, FINGER] = [4, 14];
const MOST_WIDTHS = 4000;
const ATTRIBUTION = 'Natural Earth | <a href="https://www.geonames.org/">GeoNames</a> (CC BY 4.0)';

/**
 * Make a map in `element`. Options:
 *   signs        names of the topics' signs (signs.js)
 *   language     of the names
 *   basemap      address of the archive, null for none
 *   attributionAt  "start" or "end" of the lower edge
 *   inset        () => {top, right, bottom, left}: pixels that other things cover, so that results keep clear of them
 */
export function createMap(element, options) {
  return new MapView(element, options);
}

class MapView {
  #map;
  #options;
  #marks;
  #basemap = null;
  #listeners = { move: [], click: [], hover: [] };
  #source = null;
  #groups = null;
  #items = [];
  #labels = [];
  #chosen = null;
  #lifted = null;
  #reader = null;
  #style;
  #avoided = [];
  #widths = new Map();
  #frame = 0;
  #zooming = null; // until an animated zoom has ended
  #next = null; // a movement that waits for that
  #moving = false;
  #coarse = matchMedia("(pointer: coarse)");
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(element, options) {
    this.#options = {
      basemap: null,
      attributionAt: "start",
      inset: () => ({}),
      ...options,
    };
    const still = this.#calm.matches;
    this.#map = L.map(element, {
      zoomControl: false,
      attributionControl: false,
      zoomSnap: SNAP,
      minZoom: leastZoom(element.clientWidth),
      maxZoom: MAX_ZOOM,
      worldCopyJump: true,
      keyboard: false,
      zoomAnimation: !still,
      fadeAnimation: false,
      inertia: !still,
      trackResize: false,
    });
    this.#map.setView([30, 10], 2, { animate: false });
    L.control
      .attribution({
        position: cornerAt(this.#options.attributionAt),
        prefix: '<a href="https://leafletjs.com/">Leaflet</a>',
      })
      .addAttribution(ATTRIBUTION)
      .addTo(this.#map);
    this.#marks = new Canvas(this.#map);
    this.#readStyle();
    this.#listen(element);
    steerByKeys(element, this);
    this.#loadFonts();
  }

  // --- where it looks -------------------------------------------------------------------------------

  /** {lat, lon, zoom} of the middle. */
  get position() {
    const { lat, lng } = this.#map.getCenter().wrap();
    return { lat, lon: lng, zoom: this.#map.getZoom() };
  }

  /** What is in sight: [west, south, east, north]; around the world the numbers run on. */
  get bounds() {
    const box = this.#map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  /** The same without what other things cover above and below. */
  get boundsInSight() {
    const { top = 0, bottom = 0 } = this.#options.inset();
    const { x, y } = this.#map.getSize();
    const corner = this.#map.containerPointToLatLng([0, Math.min(top, y)]);
    const other = this.#map.containerPointToLatLng([x, Math.max(y - bottom, top)]);
    return [corner.lng, other.lat, other.lng, corner.lat];
  }

  moveTo({ lat, lon, zoom }, { animate = true } = {}) {
    this.#steer(() => this.#look([lat, lon], zoom, animate));
  }

  /** Look at [west, south, east, north], which may cross longitude 180. */
  fit(bounds, { animate = true, nearest } = {}) {
    const { x: width, y: height } = this.#map.getSize();
    this.moveTo(fitting(bounds, { width, height }, this.#options.inset(), nearest), { animate });
  }

  /** Move so that a point is in sight, as little as may be. */
  reveal({ lat, lon }) {
    const { top = 0, right = 0, bottom = 0, left = 0 } = this.#options.inset();
    const room = {
      paddingTopLeft: [left + ROOM_AROUND, top + ROOM_AROUND],
      paddingBottomRight: [right + ROOM_AROUND, bottom + ROOM_AROUND],
      animate: !this.#calm.matches,
    };
    this.#steer(() => this.#map.panInside([lat, lon], room));
  }

  /** Where a point of the earth is in sight, in pixels from the upper left corner. */
  locate({ lat, lon }) {
    const { x, y } = this.#map.latLngToContainerPoint([lat, lon]);
    return [x, y];
  }

  /** Move by so many pixels. */
  pan(x, y) {
    this.#steer(() => this.#map.panBy([x, y], { animate: !this.#calm.matches }));
  }

  zoomIn() {
    this.#steer(() => this.#look(this.#map.getCenter(), this.#map.getZoom() + 1));
  }

  zoomOut() {
    this.#steer(() => this.#look(this.#map.getCenter(), this.#map.getZoom() - 1));
  }

  /** Whether it is on its way to where it will look. */
  get isMoving() {
    return this.#moving || this.#zooming !== null;
  }

  /** While a zoom is animated Leaflet drops every other movement: the last one that is wished meanwhile comes after it. */
  #steer(movement) {
    if (this.#zooming) this.#next = movement;
    else movement();
  }

  #look(center, zoom, animate = true) {
    const map = this.#map;
    map.setView(center, zoom, { animate: animate && !this.#calm.matches });
    const wanted = Math.max(map.getMinZoom(), Math.min(MAX_ZOOM, SNAP * Math.round(zoom / SNAP)));
    if (map.getZoom() !== wanted) this.#zooming = {}; // Leaflet begins an animated zoom with the next frame.
  }

  // --- what it shows --------------------------------------------------------------------------------

  /**
   * Show other groups. `source` is {groupsAt(level, view), count, signOf(part), name?(place), rank?(place), placeOf?(slug)}:
   * see `Clusterer.source` and `pageSource` in clusters.js.
   */
  show(source) {
    this.#source = source;
    this.#regroup();
    markPainted();
    this.#loadBasemap();
  }

  /** Work out what `show` will draw of `source` where the map looks now. */
  prepare(source) {
    const { view } = this.#marks;
    itemsOf(source.groupsAt(levelOf(this.#map.getZoom()), view), view, null, source.signOf);
  }

  /** Draw one place in a disc above all others: {slug, lat, lon, mark}, or null for none. */
  choose(place) {
    const point = place && world(this.#map.project([place.lat, place.lon], 0));
    this.#chosen = place && {
      slug: place.slug,
      mark: place.mark ?? "other",
      x: point[0],
      y: point[1],
      place: place.place,
    };
    this.#regroup();
  }

  /** Write no names where other things lie over the map: boxes [left, top, right, bottom] in its pixels. */
  avoid(boxes) {
    this.#avoided = boxes;
    this.#soon(() => this.#regroup());
  }

  /** Lift the place of this slug, or the ring it is in; null for none. */
  lift(slug) {
    this.#setLifted(slug ? this.#itemOf(slug) : null);
  }

  /**
   * Show where the reader is, {lat, lon} or null, with a circle of `radius` metres, 0 for none. The mark can be dragged:
   * `moved({lat, lon})` hears where to.
   */
  showReader(position, radius, { label, moved }) {
    if (!position) {
      this.#reader?.remove();
      this.#reader = null;
      return;
    }
    const at = [position.lat, position.lon];
    if (!this.#reader) {
      const icon = L.divIcon({ className: "reader", iconSize: [READER, READER] });
      const mark = L.marker(at, { icon, draggable: true, keyboard: false, title: label, alt: label });
      const circle = L.circle(at, { className: "reader-radius", interactive: false, radius });
      mark.on("drag", ({ latlng }) => circle.setLatLng(latlng));
      mark.on("dragend", () => {
        const { lat, lng } = mark.getLatLng().wrap();
        moved({ lat, lon: lng });
      });
      this.#reader = L.featureGroup([circle, mark]).addTo(this.#map);
      // Moving oneself is not moving the map: who listens for that would write where it looks into the address.
      mark.getElement().addEventListener("pointerdown", (event) => event.stopPropagation());
    }
    const [circle, mark] = this.#reader.getLayers();
    mark.setLatLng(at);
    circle
      .setLatLng(at)
      .setRadius(radius)
      .setStyle({ stroke: radius > 0, fill: false });
  }

  /**
   * Listen: "move" hears that the view has settled; "click" and "hover" hear what is under the pointer: a place
   * {slug, place}, a ring that no zoom opens further {places, count, ring}, or null. Clicking any other ring opens it.
   */
  on(event, listener) {
    this.#listeners[event].push(listener);
  }

  #emit(event, detail) {
    for (const listener of this.#listeners[event]) listener(detail);
  }

  // --- painting -------------------------------------------------------------------------------------

  #readStyle() {
    this.#style = {
      ...readStyle(this.#options.signs, this.#options.language),
      signOf: (part) => this.#source.signOf(part),
    };
  }

  /** Work out groups and names for the present view, then paint. */
  #regroup() {
    if (!this.#source) return;
    this.#marks.place();
    const view = this.#marks.view;
    this.#groups = this.#source.groupsAt(levelOf(this.#map.getZoom()), view);
    const lifted = this.#lifted;
    this.#items = itemsOf(this.#groups, view, this.#chosen, this.#source.signOf);
    this.#lifted = lifted && this.#items.find((item) => sameItem(item, lifted));
    this.#label();
    this.#paint();
  }

  #label() {
    const { name, rank, count } = this.#source;
    const { fonts } = this.#style;
    this.#labels = placeLabels({
      items: this.#items,
      at: this.#marks.at,
      avoided: this.#avoided.map(([left, top, right, bottom]) => [
        ...this.#marks.local(L.point(left, top)),
        ...this.#marks.local(L.point(right, bottom)),
      ]),
      zoom: this.#map.getZoom(),
      own: name && {
        all: count <= FEW,
        name: (item) => (item.place < 0 ? null : name(item.place)),
        rank: (item) => (item.place < 0 ? 0 : rank(item.place)),
      },
      places: this.#namedPlaces(),
      measure: (text, font) => this.#measure(text, font),
      fonts,
      language: this.#options.language,
    });
  }

  #namedPlaces() {
    const view = this.#marks.view;
    const places = this.#basemap?.places(this.#map.getZoom()) ?? [];
    const moved = places.map((place) => ({ ...place, x: nearest(place.x, view) }));
    return moved.filter(({ x, y }) => x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3]);
  }

  #paint(at = this.#marks.at) {
    const { context } = this.#marks;
    this.#marks.clear();
    paint(context, { items: this.#items, labels: this.#labels, lifted: this.#lifted }, at, this.#style);
  }

  #measure(text, font) {
    const key = font + text;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#marks.context.font = font;
      width = this.#marks.context.measureText(text).width;
      if (this.#widths.size >= MOST_WIDTHS) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  /** Do something once before the next frame, however often it is asked for. */
  #soon(task) {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(task);
  }

  async #loadFonts() {
    const { display, text } = this.#style.fonts;
    // Settled, not all: a stand-in that this machine has not counts as failed, and nothing hangs on it.
    await Promise.allSettled([
      document.fonts.load(`750 18px ${display}`, "0123456789"),
      document.fonts.load(`600 13px ${text}`, "Aé"),
    ]);
    this.#repaintAfresh();
    // Letters beyond Latin-1 come in files of their own, when a name first needs them.
    document.fonts.addEventListener("loadingdone", () => this.#repaintAfresh());
  }

  #repaintAfresh() {
    this.#widths.clear();
    this.#style.widths.clear();
    this.#soon(() => this.#regroup());
  }

  async #loadBasemap() {
    const { basemap } = this.#options;
    if (!basemap || this.#basemap) return;
    this.#options.basemap = null;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const { Basemap } = await import("./basemap.js").catch(() => ({}));
    if (!Basemap) {
      this.#map.getContainer().classList.add("without-basemap"); // offline: places on plain land
      return;
    }
    this.#basemap = new Basemap(this.#map, basemap, this.#style.colours, () =>
      this.#soon(() => this.#regroup()),
    );
  }

  // --- pointer and view -----------------------------------------------------------------------------

  #listen(element) {
    const map = this.#map;
    map.on("movestart", () => {
      this.#moving = true;
    });
    map.on("zoomend", () => {
      this.#zooming = null;
    });
    map.on("moveend", () => {
      this.#moving = false;
      // The map has only changed its size: the marks glide no further, and the zoom has yet to end.
      if (this.#zooming) this.#zooming = {};
      this.#regroup();
      this.#emit("move", this.position);
      if (this.#zooming) return;
      const next = this.#next;
      this.#next = null;
      next?.();
    });
    map.on("move", () => {
      if (!this.#zooming && !this.#marks.coversView()) this.#soon(() => this.#regroup());
    });
    map.on("zoom", () => {
      if (!this.#zooming) this.#soon(() => this.#followZoom());
    });
    map.on("zoomanim", ({ center, zoom }) => this.#animateZoom(center, zoom));
    map.on("mousemove", ({ containerPoint }) => this.#point(this.#hit(containerPoint, POINTER / 2)));
    map.on("mouseout", () => this.#point(null));
    map.on("click", ({ containerPoint, originalEvent }) => {
      const byFinger = originalEvent.pointerType
        ? originalEvent.pointerType === "touch"
        : this.#coarse.matches;
      this.#click(this.#hit(containerPoint, byFinger ? FINGER : POINTER));
    });
    new ResizeObserver(() => {
      map.setMinZoom(leastZoom(element.clientWidth));
      map.invalidateSize({ animate: false });
    }).observe(element);
    onSchemeChange(() => {
      this.#readStyle();
      this.#basemap?.recolour(this.#style.colours);
      this.#paint();
    });
  }

  #hit(point, tolerance) {
    const [x, y] = this.#marks.local(point);
    return itemAt(this.#items, this.#marks.at, x, y, tolerance);
  }

  #point(item) {
    this.#map.getContainer().style.cursor = item ? "pointer" : "";
    if (sameItem(item, this.#lifted)) return;
    this.#setLifted(item);
    this.#emit("hover", item && this.#told(item));
  }

  #setLifted(item) {
    if (item === this.#lifted) return;
    this.#lifted = item;
    this.#paint();
  }

  #click(target) {
    const item = this.#behind(target);
    if (!item || item.count === 1) {
      this.#emit("click", item && this.#told(item));
      return;
    }
    const [west, south, east, north] = this.#groups.bounds(item.group);
    const zoom = this.#map.getZoom();
    const corner = this.#map.project([south, west], MAX_ZOOM);
    const across = corner.distanceTo(this.#map.project([north, east], MAX_ZOOM));
    const inseparable = across < 2 * reach(1);
    if (zoom >= MAX_ZOOM || (inseparable && this.#groups.places)) this.#emit("click", this.#told(item));
    else if (inseparable) this.moveTo({ lat: south, lon: west, zoom: zoom + 2 });
    else {
      const box = L.latLngBounds([south, west], [north, east]);
      const fitting = this.#map.getBoundsZoom(box, false, L.point(2 * ROOM_AROUND, 2 * ROOM_AROUND));
      const { lat, lng } = box.getCenter();
      this.moveTo({ lat, lon: lng, zoom: Math.min(MAX_ZOOM, Math.max(zoom + 1, fitting)) });
    }
  }

  /** The ring that the chosen place stands in front of, else the item itself. */
  #behind(item) {
    if (!item?.chosen || item.group >= 0) return item;
    const group = this.#groups.groupWith?.(item.place) ?? -1;
    return this.#items.find((one) => group >= 0 && one.group === group) ?? item;
  }

  #told(item) {
    if (item.count === 1) return { slug: item.slug, place: item.place };
    return { places: this.#groups.places?.(item.group) ?? [], count: item.count, ring: item.ring };
  }

  #itemOf(slug) {
    const single = this.#items.find((item) => item.slug === slug);
    if (single) return single;
    const place = this.#source?.placeOf?.(slug) ?? -1;
    const group = place < 0 ? -1 : this.#groups.groupWith(place);
    return group < 0 ? null : this.#items.find((item) => item.group === group);
  }

  /** Pinching: the groups stay, only their places on the screen change. */
  #followZoom() {
    this.#marks.place();
    this.#paint();
  }

  /**
   * While Leaflet stretches the basemap, rings and marks keep their size and glide to where they will be. Their way is the
   * straight line that Leaflet's own transform takes, at its own pace.
   */
  #animateZoom(center, zoom) {
    // Where there is nothing to stretch Leaflet has ended it before it tells of it.
    if (!this.#map.getPane("mapPane").classList.contains("leaflet-zoom-anim")) return;
    const from = this.#marks.at;
    const to = this.#marks.projection(center, zoom);
    const zooming = { start: performance.now() };
    this.#zooming = zooming;
    const step = (now) => {
      if (this.#zooming !== zooming) return;
      const way = pace(Math.min(1, Math.max(0, (now - zooming.start) / 250)));
      this.#paint((x, y) => {
        const [a, b] = [from(x, y), to(x, y)];
        return [a[0] + way * (b[0] - a[0]), a[1] + way * (b[1] - a[1])];
      });
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

/** The canvas over the map, somewhat bigger than it, so that short drags need no new picture. */
class Canvas {
  #map;
  #element;
  #origin = L.point(0, 0);
  #zoom = 0;
  #size = L.point(0, 0);
  #margin = L.point(0, 0);
  #density = 1;

  constructor(map) {
    this.#map = map;
    const pane = map.createPane("places");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    this.#element = L.DomUtil.create("canvas", "", pane);
    this.#element.ariaHidden = "true";
    this.context = this.#element.getContext("2d");
    this.at = (x, y) => this.#at(x, y);
  }

  /** Lay the canvas over the present view. */
  place() {
    const map = this.#map;
    const size = map.getSize();
    this.#zoom = map.getZoom();
    this.#density = devicePixelRatio || 1;
    this.#margin = size.multiplyBy(0.1).round();
    this.#size = size.add(this.#margin.multiplyBy(2));
    const corner = map.containerPointToLayerPoint(this.#margin.multiplyBy(-1)).round();
    this.#origin = map.getPixelOrigin().add(corner);
    L.DomUtil.setPosition(this.#element, corner);
    const [width, height] = [this.#size.x * this.#density, this.#size.y * this.#density].map(Math.round);
    if (this.#element.width !== width || this.#element.height !== height) {
      this.#element.width = width;
      this.#element.height = height;
      this.#element.style.width = `${this.#size.x}px`;
      this.#element.style.height = `${this.#size.y}px`;
    }
  }

  clear() {
    this.context.setTransform(this.#density, 0, 0, this.#density, 0, 0);
    this.context.clearRect(0, 0, this.#size.x, this.#size.y);
  }

  /** The part of the world on the canvas: [west, north, east, south]. */
  get view() {
    const scale = TILE * 2 ** this.#zoom;
    const end = this.#origin.add(this.#size);
    return [this.#origin.x / scale, this.#origin.y / scale, end.x / scale, end.y / scale];
  }

  /** Whether the canvas still reaches all over the map after a drag. */
  coversView() {
    const corner = this.#map.layerPointToContainerPoint(L.DomUtil.getPosition(this.#element));
    const end = corner.add(this.#size);
    const size = this.#map.getSize();
    return corner.x <= 0 && corner.y <= 0 && end.x >= size.x && end.y >= size.y;
  }

  /** A point of the map's container in pixels of the canvas. */
  local(point) {
    const { x, y } = point.subtract(
      this.#map.layerPointToContainerPoint(L.DomUtil.getPosition(this.#element)),
    );
    return [x, y];
  }

  #at(x, y) {
    const scale = TILE * 2 ** this.#zoom;
    return [x * scale - this.#origin.x, y * scale - this.#origin.y];
  }

  /** Where points will stand when the map looks elsewhere and the canvas stays where it is. */
  projection(center, zoom) {
    const scale = TILE * 2 ** zoom;
    const middle = this.#map.project(center, zoom);
    const half = this.#map.getSize().divideBy(2);
    const shift = this.#map.layerPointToContainerPoint(L.DomUtil.getPosition(this.#element));
    return (x, y) => [x * scale - middle.x + half.x - shift.x, y * scale - middle.y + half.y - shift.y];
  }
}

/** Leaflet's name of the lower corner at the start or end of a line as the page is read. */
function cornerAt(edge) {
  return (document.dir === "rtl") === (edge === "start") ? "bottomright" : "bottomleft";
}

function world(point) {
  return [point.x / TILE, point.y / TILE];
}

function sameItem(a, b) {
  if (!a || !b) return !a && !b;
  return a.count === 1
    ? a.slug === b.slug && b.count === 1
    : a.count === b.count && a.x === b.x && a.y === b.y;
}

/** Leaflet's own pace of zooming, cubic-bezier(0, 0, 0.25, 1): the way done at a share of the time. */
function pace(time) {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (0.75 * (1 - middle) * middle ** 2 + middle ** 3 < time) low = middle;
    else high = middle;
  }
  return 3 * (1 - low) * low ** 2 + low ** 3;
}
