// The launcher of a widget while it runs, and the teaser next to it.

/** The launcher, its badge and its teaser. */
export interface LauncherState {
  /** The launcher's accessible name without the number of unread messages. */
  label: string;
  unread: number;
  badge: HTMLElement;
  /** Removes the teaser, or stops waiting for the moment to show it. */
  teaser?: { remove(): void };
}
