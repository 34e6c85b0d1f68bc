/** The review at the desk: begins texts with prepared ones, and brings the eye to what was not done. */
document.querySelector("[data-focus]")?.focus();

const note = document.getElementById("note");
for (const choice of document.querySelectorAll("[data-reasons]")) {
  choice.addEventListener("change", () => {
    if (!choice.value) return;
    note.value = [note.value.trim(), choice.value].filter(Boolean).join("\n\n");
    choice.value = "";
    note.focus();
  });
}
