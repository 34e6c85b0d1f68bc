import { indexText, words as wordsOf } from "./folding.js";

/** Give the long facets of `form` their search: networks under all their names, countries in all languages at hand. */
export function searchFacets(form, register, data, words) {
  const languages = new Set([...data.languages, ...navigator.languages]);
  const naming = [...languages].map((language) => new Intl.DisplayNames([language], { type: "region" }));
  const further = {
    country: async () => (value) => indexText(naming.map((names) => names.of(value))),
    network: async () => {
      const texts = await register.texts();
      const index = new Map(data.networks.map(({ slug }, at) => [slug, at]));
      return (value) => texts.networks[index.get(value)] ?? "";
    },
  };
  for (const facet of form.querySelectorAll("[data-facet]")) {
    const input = facet.querySelector(".facet-search input");
    if (input) new FacetSearch(facet, input, words, further[facet.dataset.facet]);
  }
}

/**
 * The search within one facet: leaves the values whose words begin like those typed, and what stands above them in the tree.
 * Enter chooses a single hit, Escape brings everything back.
 */
class FacetSearch {
  #facet;
  #input;
  #status;
  #words;
  #rows; // {row, parent, text}
  #folded; // "more", if there is more
  #wasOpen = false;
  #hits = [];

  /** `naming()` promises further words by value, asked for as soon as somebody is about to type. */
  constructor(facet, input, words, naming = null) {
    this.#facet = facet;
    this.#input = input;
    this.#status = facet.querySelector(".facet-hits");
    this.#words = words;
    this.#folded = facet.querySelector(".further");
    const nodes = [...facet.querySelectorAll("[data-option]")];
    const byValue = new Map(nodes.map((row) => [row.dataset.option, { row }]));
    this.#rows = [...byValue.values()];
    for (const each of this.#rows) {
      each.parent = byValue.get(each.row.dataset.parent);
      each.text = indexText([each.row.querySelector(".option-name").textContent]);
    }
    if (naming) input.addEventListener("focus", () => this.#learn(naming), { once: true });
    input.addEventListener("input", () => this.#search());
    input.addEventListener("keydown", (event) => this.#press(event));
  }

  async #learn(naming) {
    try {
      const further = await naming();
      for (const each of this.#rows) each.text += further(each.row.dataset.option);
    } catch {
      return; // The names on the page can be found all the same.
    }
    if (this.#input.value) this.#search();
  }

  #search() {
    const typed = wordsOf(this.#input.value).map((word) => ` ${word}`);
    const searching = typed.length > 0;
    const began = searching && !this.#facet.classList.contains("searching");
    this.#facet.classList.toggle("searching", searching);
    this.#hits = searching ? this.#rows.filter(({ text }) => typed.every((word) => text.includes(word))) : [];
    const shown = new Set();
    for (const hit of this.#hits)
      for (let each = hit; each && !shown.has(each); each = each.parent) shown.add(each);
    for (const each of this.#rows) each.row.hidden = searching && !shown.has(each);
    this.#status.textContent = searching ? this.#words.say("hits", { count: this.#hits.length }) : "";
    if (!this.#folded) return;
    if (began) this.#wasOpen = this.#folded.open;
    this.#folded.open = searching || this.#wasOpen || this.#folded.querySelector(".chosen") !== null;
  }

  #press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.#input.value) {
      event.preventDefault();
      event.stopPropagation();
      this.#empty();
    } else if (event.key === "Enter") {
      event.preventDefault(); // The form has nothing to send.
      if (this.#hits.length !== 1) return;
      const [{ row }] = this.#hits;
      this.#empty();
      row.querySelector("input").click();
    }
  }

  #empty() {
    this.#input.value = "";
    this.#search();
  }
}
