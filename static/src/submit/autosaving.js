/** Saves the page as a draft a while after one has stopped typing, and when one leaves it. */
const PAUSE = 3000;

export class Autosaving {
  #form;
  #status;
  #waiting;
  #saved;
  #sending;

  constructor(form) {
    this.#form = form;
    this.#status = form.querySelector(".saved");
    this.#saved = this.#typed();
    form.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.save(), PAUSE);
    });
    form.addEventListener("submit", () => this.#hand());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
  }

  async save() {
    clearTimeout(this.#waiting);
    const typed = this.#typed();
    if (typed === this.#saved) return;
    const data = new FormData(this.#form);
    data.set("autosave", "1");
    this.#sending?.abort(); // what is older must not come last
    this.#sending = new AbortController();
    const { signal } = this.#sending;
    try {
      // `keepalive` lets it arrive although the page is being left.
      const response = await fetch(location.href, { method: "POST", body: data, keepalive: true, signal });
      if (!response.ok) return;
    } catch {
      return; // Away from the net: the next pause tries again, and the button says what is wrong.
    }
    this.#saved = typed;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    this.#status.textContent = this.#form.dataset.savedText.replace("{time}", time);
  }

  /** The button brings all of it: no draft may come after that and undo what was sent or mended since. */
  #hand() {
    clearTimeout(this.#waiting);
    this.#sending?.abort();
    this.#saved = this.#typed();
  }

  #typed() {
    const data = new FormData(this.#form);
    return JSON.stringify([...data].filter(([, value]) => typeof value === "string"));
  }
}
