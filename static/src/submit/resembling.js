/** Asks whether the register has something like it already, while one types the title and chooses topics. */
const PAUSE = 600;
const NARROW = "(max-width: 48rem)"; // as in submit.css
const ASKED = ["title", "main_topic", "topics"];

export function wireResembling(form, note) {
  const title = form.elements.title;
  if (!title || !note?.dataset.address) return;
  // On a narrow screen the column beside the form lies below it: too far off for a hint about what is typed.
  if (matchMedia(NARROW).matches) title.closest(".field").after(note);
  let waiting;
  let turn = 0;
  form.addEventListener("input", ({ target }) => {
    if (!ASKED.includes(target.name)) return;
    clearTimeout(waiting);
    const mine = ++turn;
    waiting = setTimeout(async () => {
      const { practices } = await ask(note, new FormData(form));
      if (mine === turn) show(note, practices);
    }, PAUSE);
  });
}

async function ask({ dataset }, typed) {
  try {
    const answers = [...typed].filter(([name]) => ASKED.includes(name));
    const query = new URLSearchParams([["place", dataset.place], ...answers]);
    const response = await fetch(`${dataset.address}?${query}`);
    return response.ok ? await response.json() : { practices: [] };
  } catch {
    return { practices: [] };
  }
}

function show(note, practices) {
  const items = practices.map(({ title, place, url }) => {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link, `, ${place}`);
    return item;
  });
  note.querySelector("ul").replaceChildren(...items);
  note.hidden = !items.length;
}
