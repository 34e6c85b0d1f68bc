/** Below long texts: how many characters are left, said aloud once one pauses. */
const PAUSE = 1000;

export function wireCounters(form) {
  for (const area of form.querySelectorAll("textarea[data-limit]")) wireCounter(form, area);
}

function wireCounter(form, area) {
  const shown = document.createElement("p");
  shown.className = "field-count";
  shown.setAttribute("aria-hidden", "true");
  const said = document.createElement("p");
  said.className = "vh";
  said.role = "status";
  area.after(shown, said);
  let waiting;
  const write = () => {
    const text = counted(form, area);
    shown.textContent = text;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      said.textContent = text;
    }, PAUSE);
  };
  shown.textContent = counted(form, area);
  area.addEventListener("input", write);
}

function counted(form, area) {
  // As the server counts: characters as people see them in a text, line ends as one.
  const left = Number(area.dataset.limit) - [...area.value.trim()].length;
  const { leftText, overText } = form.dataset;
  const number = Math.abs(left).toLocaleString(document.documentElement.lang);
  return (left < 0 ? overText : leftText).replace("{count}", number);
}
