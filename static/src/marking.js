// Marks for measuring: set in a task after the frame in which something was drawn, so that they include the drawing.

const PAINTED = "map:painted";

let first = true;
let tell;

/** Settled once the first picture is on the screen: whatever it does not need can wait for it. */
export const painted = new Promise((resolve) => {
  tell = resolve;
});

/** The first markers or clusters were drawn, here or by a script before (picture.js); only the first call counts. */
export function markPainted() {
  if (!first) return;
  first = false;
  if (performance.getEntriesByName(PAINTED).length) setTimeout(tell);
  else
    afterThisFrame(() => {
      performance.mark(PAINTED);
      tell();
    });
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
  // In the background no frame comes.
  if (document.hidden) setTimeout(task);
  else requestAnimationFrame(() => setTimeout(task));
}
