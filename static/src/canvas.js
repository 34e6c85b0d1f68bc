// Painting places: cluster rings, single marks, the chosen place, names. Pure drawing on a 2d context;
// where things stand is told by `scene` (scene.js), and in which order they cover each other is decided here.

import { ringRadius } from "./clusters.js";
import { FIELD, pathOf } from "./marks.js";
import { OTHER } from "./shares.js";

/** Side of a single mark by population class: unknown, small, medium, large, metropolis. */
const MARK_SIZES = [17, 17, 17, 21, 26];
const CHOSEN = { mark: 34, disc: 25 };
const GAP_IN_RING = 0.9;
const LIFT = 1.12;

/** How a place or group is drawn: radius within which it is hit, and how far it reaches as an obstacle to names. */
export function extent(item) {
  if (item.chosen) return CHOSEN.disc + 2;
  return item.count > 1 ? ringRadius(item.count) + 4.5 : MARK_SIZES[item.size] / 2 + 2;
}

/** Paint everything; `at(x, y)` turns a point on the square of the world into pixels of this canvas. */
export function paint(context, scene, at, style) {
  for (const label of scene.labels) if (!label.own) paintLabel(context, label, at, style);
  for (const item of scene.items)
    if (item !== scene.lifted && !item.chosen) paintItem(context, item, at, style, 1);
  for (const label of scene.labels) if (label.own) paintLabel(context, label, at, style);
  if (scene.lifted && !scene.lifted.chosen) paintItem(context, scene.lifted, at, style, LIFT);
  for (const item of scene.items) if (item.chosen) paintChosen(context, item, at, style);
}

function paintItem(context, item, at, style, scale) {
  const [x, y] = at(item.x, item.y);
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  if (item.count > 1) paintRing(context, item, style, scale > 1);
  else paintMark(context, item.mark, MARK_SIZES[item.size], style);
  context.restore();
}

function paintRing(context, { count, ring }, style, lifted) {
  const { colours, fonts, signOf } = style;
  const radius = ringRadius(count);
  const big = radius > 20;
  const band = big ? 7 : 5.5;
  disc(context, radius + band / 2 + (lifted ? 2.2 : 1.2), colours.line);
  const whole = ring.reduce((sum, [, share]) => sum + share, 0);
  const shares = whole ? ring : [[OTHER, 1]];
  context.lineWidth = band;
  context.lineCap = "butt";
  let from = -Math.PI / 2;
  for (const [part, share] of shares) {
    const to = from + (share / (whole || 1)) * 2 * Math.PI;
    const gap = shares.length > 1 ? GAP_IN_RING / radius : 0;
    if (to - from > 2 * gap) {
      context.strokeStyle = colours.mark(signOf(part));
      context.beginPath();
      context.arc(0, 0, radius, from + gap, to - gap);
      context.stroke();
    }
    from = to;
  }
  disc(context, radius - band / 2 + 0.8, colours.line);
  disc(context, radius - band / 2 - 0.4, colours.sheet);
  const text = style.number(count);
  const room = 2 * (radius - band / 2 - 2.5);
  let size = big ? 18 : 13.5;
  context.font = `750 ${size}px ${fonts.display}`;
  const width = widthOf(context, text, size, style);
  if (width > room) {
    size *= room / width;
    context.font = `750 ${size}px ${fonts.display}`;
  }
  context.fillStyle = colours.ink;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(text, 0, size * 0.34);
}

function widthOf(context, text, size, { widths }) {
  const key = `${size} ${text}`;
  if (!widths.has(key)) widths.set(key, context.measureText(text).width);
  return widths.get(key);
}

function paintMark(context, mark, side, { colours }, line = 2) {
  const path = pathOf(mark);
  context.save();
  context.scale(side / FIELD, side / FIELD);
  context.translate(-FIELD / 2, -FIELD / 2);
  context.lineJoin = "round";
  context.lineWidth = 6;
  context.strokeStyle = colours.sheet;
  context.stroke(path);
  context.fillStyle = colours.mark(mark);
  context.fill(path);
  context.lineWidth = line;
  context.strokeStyle = colours.line;
  context.stroke(path);
  context.restore();
}

function paintChosen(context, item, at, style) {
  const [x, y] = at(item.x, item.y);
  context.save();
  context.translate(x, y);
  disc(context, CHOSEN.disc + 1.25, style.colours.line);
  disc(context, CHOSEN.disc - 1.25, style.colours.sheet);
  paintMark(context, item.mark, CHOSEN.mark, style, 1.6);
  context.restore();
}

function disc(context, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fill();
}

function paintLabel(context, label, at, { colours }) {
  const [x, y] = at(label.x, label.y);
  context.font = label.font;
  context.letterSpacing = label.spacing ?? "0px";
  context.textAlign = label.align;
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  if (label.dot) {
    context.fillStyle = colours.land;
    context.strokeStyle = colours.country;
    context.lineWidth = 1.2;
    context.beginPath();
    context.arc(x, y, label.dot, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.strokeStyle = colours.halo;
  context.lineWidth = label.own ? 4 : 3;
  context.fillStyle = colours[label.colour];
  label.lines.forEach((line, row) => {
    const [left, base] = [x + label.dx, y + label.dy + row * label.leading];
    context.strokeText(line, left, base);
    context.fillText(line, left, base);
  });
  context.letterSpacing = "0px";
}
