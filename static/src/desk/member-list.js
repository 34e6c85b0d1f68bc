// The steps of a member list: matching goes on by itself, and places are offered while one types.
// Without this script a button goes on, and what was typed is understood on saving.

const LEAST = 2;
const PAUSE = 150;

/** Submit the form that matches further rows: each answer shows how far it has come. */
function goOn() {
  const form = document.querySelector("form[data-go-on]");
  if (form) form.requestSubmit();
}

/** Offer places for what is typed; choosing "another place" goes without saying. */
function offerPlaces() {
  const list = document.createElement("datalist");
  list.id = "offered-places";
  let timer = 0;
  let asked = null;

  async function offer(field) {
    const text = field.value.trim();
    if (text.length < LEAST || text.endsWith("]")) return;
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.places}?q=${encodeURIComponent(text)}`, {
        signal: asked.signal,
      });
      if (!answer.ok) return;
      const { places } = await answer.json();
      list.replaceChildren(...places.map((place) => new Option(place, place)));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  for (const field of document.querySelectorAll("input[data-places]")) {
    field.setAttribute("list", list.id);
    field.addEventListener("input", () => {
      const other = field.closest(".desk-choice").querySelector("input[type=radio]");
      other.checked = field.value !== "" || other.checked;
      clearTimeout(timer);
      timer = setTimeout(() => offer(field), PAUSE);
    });
  }
  document.body.append(list);
}

goOn();
if (document.querySelector("input[data-places]")) offerPlaces();
