/** The review at the desk: begins texts with prepared ones, and brings the eye to what was not done. */
import { bringToNotice } from "./noticing.js";

bringToNotice();

const note = document.getElementById("note");
for (const choice of document.querySelectorAll("[data-reasons]")) {
  choice.addEventListener("change", () => {
    if (!choice.value) return;
    note.value = [note.value.trim(), choice.value].filter(Boolean).join("\n\n");
    choice.value = "";
    note.focus();
  });
}

// What is typed by hand is also what is meant; and whoever chooses to do so gets the fields for it.
for (const own of document.querySelectorAll("[data-own]")) {
  const edit = own.closest(".review-row").querySelector(".review-edit");
  edit.addEventListener("input", () => {
    own.checked = true;
  });
  own.addEventListener("change", () => {
    edit.closest("details").open = true;
  });
}
