// Of several visible tabs with the same conversation, one reads new answers: the one that holds a lock while it reads.

/** Returns the turn of one widget. */
export function createTurn() {
  let release: (() => void) | undefined;
  return {
    isTaken: () => Boolean(release),
    /** `onDecided` is told whether this tab has the turn. Without Web Locks, which insecure pages lack, every tab has it. */
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
