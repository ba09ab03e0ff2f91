// What a page writes to the console.

/** Returns a list to which the text of every message is added from now on. */
export function consoleMessages(page) {
  const messages = [];
  page.on('console', (message) => messages.push(message.text()));
  return messages;
}
