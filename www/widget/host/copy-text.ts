// Copies text to the clipboard, and shows on the button that it has been copied.

/** How long the button shows that the text has been copied. */
const FEEDBACK_MS = 2000;

/** Copies from a temporary text field. Returns whether it worked. */
function copyFromField(text: string, button: HTMLElement) {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  let isCopied = false;
  try {
    button.after(field);
    field.select();
    isCopied = field.isConnected && document.execCommand('copy');
  } catch {
    // Browsers may remove `execCommand` some day.
  }
  field.remove();
  button.focus();
  return isCopied;
}

/** Copies a text and resolves to whether that has worked. If so, the button shows the label and icon for `FEEDBACK_MS`. */
export async function copyText(text: string, button: HTMLElement, copiedLabel: string, copiedIcon: string) {
  try {
    // `navigator.clipboard` is missing on insecure origins. Nothing may be awaited before the call: browsers allow it only while they
    // handle the click.
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyFromField(text, button)) return false;
  }
  const path = button.querySelector('path') as SVGPathElement;
  const { title } = button;
  const icon = path.getAttribute('d') as string;
  const show = (label: string, icon: string) => {
    button.title = label;
    button.setAttribute('aria-label', label);
    path.setAttribute('d', icon);
  };
  if (icon !== copiedIcon) {
    show(copiedLabel, copiedIcon);
    setTimeout(() => show(title, icon), FEEDBACK_MS);
  }
  return true;
}
