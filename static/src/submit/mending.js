/** What was said of a faulty answer is not sure any more once it is edited: it says so, until it is checked again. */
export function wireMending() {
  const summary = document.getElementById("errors");
  if (!summary?.dataset.edited) return;
  const edited = ({ target }) => {
    const field = target.closest(".field-bad");
    if (field) mark(field, summary);
  };
  document.addEventListener("input", edited);
  document.addEventListener("change", edited); // of what a script filled in
}

function mark(field, summary) {
  field.classList.replace("field-bad", "field-edited");
  for (const answer of field.querySelectorAll("[aria-invalid]")) answer.removeAttribute("aria-invalid");
  const said = field.querySelector(".field-error");
  said.role = "status"; // read aloud when there is a pause, once
  said.textContent = summary.dataset.editedText;
  for (const link of summary.querySelectorAll("a")) {
    const place = document.getElementById(link.hash.slice(1));
    if (!field.contains(place) || link.nextSibling) continue;
    link.after(` ${summary.dataset.edited}`);
  }
}
