/**
 * A map amid a page that scrolls leaves one finger and the wheel to the page; two fingers, or the wheel with Ctrl (⌘ on a
 * Mac), are for the map. Whoever tries the other way is told for a moment.
 */

const TOLD = 1600; // ms
const PAUSE = 350; // ms of rest that end a turn of the wheel
const TRIED = 24; // pixels after which a finger wants something

const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Let `map` yield to its page. The note is written into the box around it, which no listener of the map's hears before us. */
export function yieldToPage(map, words) {
  const frame = map.parentElement;
  const note = document.createElement("p");
  note.className = "yielding-note";
  note.ariaHidden = "true"; // about fingers and wheel; whoever uses neither has buttons and keys
  note.hidden = true;
  frame.append(note);
  let timer = 0;
  const tell = (key, values) => {
    clearTimeout(timer);
    note.textContent = words.say(key, values);
    note.hidden = false;
    timer = setTimeout(() => {
      note.hidden = true;
    }, TOLD);
  };

  let start = null;
  const first = (event) => {
    const [finger, second] = event.touches;
    start = second ? null : { x: finger.clientX, y: finger.clientY };
    if (!second) event.stopPropagation();
    else note.hidden = true;
  };
  const moved = ({ touches: [finger] }) => {
    if (!start || Math.hypot(finger.clientX - start.x, finger.clientY - start.y) < TRIED) return;
    start = null;
    tell("twoFingers");
  };
  const onMap = (listener) => (event) => map.contains(event.target) && listener(event);
  const early = { capture: true, passive: true };
  map.style.touchAction = "pan-x pan-y";
  frame.addEventListener("touchstart", onMap(first), early);
  frame.addEventListener("touchmove", onMap(moved), early);

  // A turn that began elsewhere and passes over the map wants nothing of it.
  let last = 0;
  let wanted = false;
  addEventListener(
    "wheel",
    (event) => {
      const over = map.contains(event.target);
      if (event.timeStamp - last > PAUSE) wanted = over;
      last = event.timeStamp;
      if (!over || event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      if (wanted) tell("keyAndWheel", { key: apple ? "⌘" : words.say("ctrl") });
    },
    early,
  );
}
