/* The colour scheme: the reader's choice on this device, else the system's. */
const KEY = "scheme";
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

/** Show the choice this device remembers; nothing to do when there is none or the browser keeps nothing. */
export function recallScheme() {
  try {
    show(window.localStorage.getItem(KEY));
  } catch {
    show(null);
  }
}

/** The scheme the page is shown in now. */
function currentScheme() {
  return document.documentElement.dataset.scheme ?? system();
}

/** Choose a scheme; choosing what the system says means following the system again. */
function chooseScheme(scheme) {
  const choice = scheme === system() ? null : scheme;
  show(choice);
  try {
    if (choice) window.localStorage.setItem(KEY, choice);
    else window.localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice holds for this page, which is what the reader sees anyway.
  }
}

/** Let a button switch between the two schemes and say which one it is in. */
export function wireSchemeSwitch(button) {
  const tell = () => button.setAttribute("aria-pressed", String(currentScheme() === "dark"));
  button.addEventListener("click", () => {
    chooseScheme(currentScheme() === "dark" ? "light" : "dark");
    tell();
  });
  systemDark.addEventListener("change", tell);
  tell();
}

function system() {
  return systemDark.matches ? "dark" : "light";
}

function show(scheme) {
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
  else delete document.documentElement.dataset.scheme;
}
