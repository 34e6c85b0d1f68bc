/* Skip links work without us; but their fragment would take the place of the map's position in the address. */

/** Let a skip link move the focus and nothing else. */
export function wireSkip(link) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    target?.focus();
    if (target && target === document.activeElement) event.preventDefault();
  });
}
