// Plays a recording of a message.

import { createElement } from '../../loader/dom.ts';

/** Some browsers load nothing before the visitor presses "play". */
const METADATA_TIMEOUT_MS = 2_000;

/** Frees the recording of a player when it is removed from the page, for example with its message. */
function freeWhenRemoved(player: HTMLAudioElement) {
  new MutationObserver((_, observer) => {
    if (player.isConnected) return;
    observer.disconnect();
    URL.revokeObjectURL(player.src);
  }).observe(player.getRootNode(), { childList: true, subtree: true });
}

/**
 * Adds a player to the item of a file. Rejects if the browser cannot play the recording or the page's policy (`media-src`) forbids it.
 *
 * @param onFailure Called when the player has been removed because of an error.
 */
export function addPlayer(item: HTMLElement, content: Blob, name: string, onFailure: () => void): Promise<HTMLElement> {
  const src = URL.createObjectURL(content);
  const player = createElement('audio', { controls: '', part: 'player', 'aria-label': name, src });
  // These keys seek in the recording, and must not scroll the transcript.
  player.onkeydown = (event) => {
    if (event.key === 'Home' || event.key === 'End') event.stopPropagation();
  };
  item.append(player);
  freeWhenRemoved(player);
  return new Promise((resolve, reject) => {
    const done = () => resolve(player);
    player.onloadedmetadata = done;
    player.onerror = () => {
      player.remove();
      onFailure();
      reject(new Error('The recording cannot be played'));
    };
    setTimeout(done, METADATA_TIMEOUT_MS);
  });
}
