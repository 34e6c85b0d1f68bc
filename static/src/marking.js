// Marks for measuring: set in a task after the frame in which something was drawn, so that they include the drawing.

let painted = false;

/** The first markers or clusters were drawn; only the first call counts. */
export function markPainted() {
  if (painted) return;
  painted = true;
  afterThisFrame("map:painted");
}

/** A filter change was answered, whether or not anything looks different. */
export function markFiltered() {
  afterThisFrame("map:filtered");
}

function afterThisFrame(name) {
  requestAnimationFrame(() => setTimeout(() => performance.mark(name)));
}
