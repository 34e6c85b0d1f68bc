/** Asks whether the register has something like the title already, while one types it. */
const PAUSE = 600;

export function wireResembling(form, note) {
  const title = form.elements.title;
  if (!title || !note?.dataset.address) return;
  let waiting;
  let turn = 0;
  title.addEventListener("input", () => {
    clearTimeout(waiting);
    const mine = ++turn;
    waiting = setTimeout(async () => {
      const { practices } = await ask(note, title.value);
      if (mine === turn) show(note, practices);
    }, PAUSE);
  });
}

async function ask({ dataset }, title) {
  try {
    const query = new URLSearchParams({ title, place: dataset.place });
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
