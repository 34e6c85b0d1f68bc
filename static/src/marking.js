// Marks for measuring: set in a task after the frame in which something was drawn, so that they include the drawing.

let painted = false;

/** The first markers or clusters were drawn; only the first call counts. */
export function markPainted() {
  if (painted) return;
  painted = true;
  afterThisFrame(() => performance.mark("map:painted"));
}

/**
 * A filter change was answered, whether or not anything looks different: everything that is seen is up to date. `rest`
 * follows in the same task: what no eye waits for, and what nobody who sees the mark may find undone.
 */
export function markFiltered(rest) {
  afterThisFrame(() => {
    performance.mark("map:filtered");
    rest();
  });
}

function afterThisFrame(task) {
  requestAnimationFrame(() => setTimeout(task));
}
