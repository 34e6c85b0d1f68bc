// Where a map looks, in plain sums: between the earth, the square of the world (0 to 1 from west to east and from north
// to south) and pixels. Leaflet's are the same; the first picture (picture.js) is drawn before Leaflet is here.

export const TILE = 256;
export const MAX_ZOOM = 12;
export const SNAP = 0.25; // zooms at which the map comes to rest
const STEP = 0.5; // levels that have clusters of their own
export const ROOM_AROUND = 40; // so that no ring at the edge of the results is cut
const NEAREST_FIT = 9;
const RADIAN = Math.PI / 180;
const NORTHERNMOST = 85.0511287798; // where the square ends

/** A point of the earth on the square of the world. */
export function worldOf({ lat, lon }) {
  const sine = Math.sin(Math.max(-NORTHERNMOST, Math.min(NORTHERNMOST, lat)) * RADIAN);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** The point of the earth at a point of the square. */
export function earthOf([x, y]) {
  return {
    lat: (2 * Math.atan(Math.exp((1 - 2 * y) * Math.PI)) - Math.PI / 2) / RADIAN,
    lon: (x - 0.5) * 360,
  };
}

/** The whole world fits, but no more of it than that. */
export function leastZoom(width) {
  return Math.max(0, Math.min(2, SNAP * Math.floor(Math.log2((width || TILE) / TILE) / SNAP)));
}

/** The zoom at which a map of this width rests when `zoom` is asked for. */
export function restingZoom(zoom, width) {
  return Math.max(leastZoom(width), Math.min(MAX_ZOOM, SNAP * Math.round(zoom / SNAP)));
}

/** The level whose clusters are shown at a zoom. */
export function levelOf(zoom) {
  return STEP * Math.floor(zoom / STEP + 1e-6);
}

/**
 * The position {lat, lon, zoom} from which a map of {width, height} pixels shows [west, south, east, north], which may
 * cross longitude 180, as near as it may, clear of what covers its edges.
 */
export function fitting([west, south, east, north], { width, height }, covered, nearest = NEAREST_FIT) {
  const { top = 0, right = 0, bottom = 0, left = 0 } = covered;
  const from = worldOf({ lat: north, lon: west });
  const to = worldOf({ lat: south, lon: east < west ? east + 360 : east });
  const room = [width - left - right, height - top - bottom].map((side) =>
    Math.max(1, side - 2 * ROOM_AROUND),
  );
  const scale = Math.min(room[0] / (to[0] - from[0]), room[1] / (to[1] - from[1]));
  // A hair's breadth more than what just fits is no reason to stay a step away.
  const rested = SNAP * Math.floor(Math.log2(scale / TILE) / SNAP + 0.005);
  const zoom = Math.min(nearest, Math.max(leastZoom(width), Math.min(MAX_ZOOM, rested)));
  const pixel = 1 / (TILE * 2 ** zoom);
  const middle = [
    (from[0] + to[0]) / 2 + ((right - left) / 2) * pixel,
    (from[1] + to[1]) / 2 + ((bottom - top) / 2) * pixel,
  ];
  return { ...earthOf(middle), zoom };
}

/** The pixel of the world, at the position's zoom, that lies in the upper left corner of such a map. */
export function cornerOf(position, { width, height }) {
  const scale = TILE * 2 ** position.zoom;
  const [x, y] = worldOf(position);
  return [Math.round(x * scale - width / 2), Math.round(y * scale - height / 2)];
}
