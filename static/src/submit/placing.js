/** Suggests places of the register while one types the name of one: a combobox whose focus stays in the field. */
import { SearchBox } from "../search-box.js";

export function wirePlaces(form) {
  const input = form.querySelector("[data-suggest=places]");
  const list = document.getElementById("suggestions");
  if (!input || !list) return;
  const chosen = document.createElement("input");
  chosen.type = "hidden";
  chosen.name = "place_slug";
  const choice = form.querySelector("#id_place_slug");
  input.addEventListener("input", () => {
    chosen.remove();
    choice?.dispatchEvent(new Event("input", { bubbles: true })); // it was offered for the text before
  });
  new SearchBox(input, list, new Said(list), {
    find: async (text) => {
      const response = await fetch(`${list.dataset.address}?${new URLSearchParams({ q: text })}`);
      const { places } = await response.json();
      return { place: places.map(({ slug, name, area }) => ({ slug, name, place: area })) };
    },
    chosen: ({ slug, name }) => {
      input.value = name;
      chosen.value = slug;
      choice?.remove(); // what could be chosen for the text before
      input.after(chosen);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
}

/** How many suggestions there are, in the words that the page brings. */
class Said {
  #texts;

  constructor({ dataset }) {
    this.#texts = { one: dataset.one, other: dataset.other };
  }

  say(_key, { count }) {
    const form = new Intl.PluralRules(document.documentElement.lang).select(count);
    return (this.#texts[form] ?? this.#texts.other).replace("{count}", count);
  }
}
