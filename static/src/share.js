/**
 * The menu "share and download": a `<details>` whose links carry the present query. It closes on Escape and outside.
 */
export class Share {
  #menu;
  #words;

  constructor(menu, words) {
    this.#menu = menu;
    this.#words = words;
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const copy = menu.querySelector("[data-share=copy]");
    const said = copy.querySelector("span");
    const label = said.textContent;
    copy.addEventListener("click", async () => {
      said.textContent = this.#words.say((await copied(location.href)) ? "copied" : "notCopied");
    });
    menu.addEventListener("toggle", () => {
      said.textContent = label;
    });
  }

  /** Let the downloads hold exactly the places of `query`. */
  point(query) {
    for (const link of this.#menu.querySelectorAll("a[data-share]")) link.search = query;
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
