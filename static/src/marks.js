// The signs of the networks: 14 shapes and the small disc that all others share, drawn in a field of 24 by 24.
// The same shapes as static/icons/mark-*.svg; a test holds them together.

export const FIELD = 24;

export const SHAPES = {
  arc: "M1.8 18.5a10.2 10.2 0 0 1 20.4 0h-6.1a4.1 4.1 0 0 0-8.2 0z",
  circle: "M12 2.8a9.2 9.2 0 1 0 0 18.4 9.2 9.2 0 0 0 0-18.4z",
  diamond: "M12 1.8 22.2 12 12 22.2 1.8 12z",
  gate: "M3.5 21V11.5a8.5 8.5 0 0 1 17 0V21h-5.6v-8.6a2.9 2.9 0 0 0-5.8 0V21z",
  hexagon: "M12 1.9 20.8 7v10L12 22.1 3.2 17V7z",
  house: "M12 2.3 21.5 10.2V21h-19V10.2z",
  hull: "M1.8 6.2h20.4c0 8.6-4.2 14-10.2 14S1.8 14.8 1.8 6.2z",
  leaf: "M3 3h9.2A8.8 8.8 0 0 1 21 11.8V21h-9.2A8.8 8.8 0 0 1 3 12.2z",
  other: "M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
  pennant: "M4.5 2.8 21.5 12 4.5 21.2z",
  plus: "M8.4 2.6h7.2v5.8h5.8v7.2h-5.8v5.8H8.4v-5.8H2.6V8.4h5.8z",
  quatrefoil: "M7 7a5 5 0 0 1 10 0 5 5 0 0 1 0 10 5 5 0 0 1-10 0A5 5 0 0 1 7 7z",
  square: "M3.8 3.8h16.4v16.4H3.8z",
  star: "M12 1.8l3.1 6.6 7.2 1-5.3 5 1.4 7.2-6.4-3.5-6.4 3.5L7 14.4l-5.3-5 7.2-1z",
  triangle: "M12 2.8 22 20.6H2z",
};

/** Signs that are no network's are big discs, but for the small one that says that nothing is known. */
const DISCS = /^(topic-|practice$)/;

const paths = new Map();

/** The shape of a mark, ready to be filled and stroked. */
export function pathOf(mark) {
  const name = mark in SHAPES ? mark : DISCS.test(mark) ? "circle" : "other";
  if (!paths.has(name)) paths.set(name, new Path2D(SHAPES[name]));
  return paths.get(name);
}
