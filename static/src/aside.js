/**
 * Put in its place what the page keeps from the first frame. It is text in a `noscript`, so that those without scripts have
 * it as it stands. What follows is another task: there can be thousands of lines.
 */
export async function unfold(root) {
  for (const kept of root.querySelectorAll("noscript.aside")) {
    const part = document.createRange().createContextualFragment(kept.textContent);
    for (const plain of part.querySelectorAll(".modes-plain")) plain.remove(); // the scripts have better ones
    kept.replaceWith(part);
  }
  await new Promise((resolve) => setTimeout(resolve));
}
