/** The card beside the form shows what is being typed. */
export function wireCard(form, card) {
  if (!card) return;
  const write = () => {
    for (const place of card.querySelectorAll("[data-echo]")) {
      const text = answer(form, place.dataset.echo);
      if (text) place.textContent = text;
    }
  };
  form.addEventListener("input", write);
}

function answer(form, name) {
  const chosen = form.querySelector(`[name="${name}"]:checked`);
  if (chosen) return chosen.closest("label").textContent.trim();
  const field = form.elements[name];
  return field?.value?.trim() ?? "";
}
