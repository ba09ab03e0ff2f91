// Among several visible tabs with the same conversation, only the one that holds a lock reads new answers.

/** Creates the turn of one widget: its hold of the lock. */
export function createTurn() {
  let release: (() => void) | undefined;
  return {
    isTaken: () => Boolean(release),
    /** `onDecided` gets whether this tab has the turn. Without Web Locks, which insecure pages lack, every tab has it. */
    take(name: string, onDecided: (isOurs: boolean) => void) {
      if (!navigator.locks) return onDecided(true);
      const request = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return onDecided(false);
        const released = new Promise<void>((resolve) => {
          release = resolve;
        });
        onDecided(true);
        return released;
      });
      request.catch(() => onDecided(true));
    },
    end() {
      release?.();
      release = undefined;
    },
  };
}
