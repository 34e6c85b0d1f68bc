/** Put `text` into the clipboard; gives whether that was allowed (on an insecure address it is not). */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Let `button` copy what `node` holds and say so in `status`; where it may not, the text is marked for the keyboard. */
export function wireCopying(button, node, status, words) {
  button.addEventListener("click", async () => {
    const whether = await copied(node.value ?? node.textContent);
    if (!whether) mark(node);
    status.textContent = words.say(whether ? "textCopied" : "textNotCopied");
  });
}

function mark(node) {
  if (node.select) {
    node.focus();
    node.select();
  } else getSelection().selectAllChildren(node);
}
