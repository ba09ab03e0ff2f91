// The mounted instance of a widget.

import type { Application } from '../../wasm/application.ts';
import type { WidgetHandle } from '../../wasm/bindings.ts';

/** The instance. All but `warnings` are `undefined` until the first one. */
export interface InstanceState {
  /** `undefined` while no instance is mounted. */
  handle?: WidgetHandle;
  application?: Application;
  /** The element that contains the instance's window. It exists from the beginning of loading. */
  appRoot?: HTMLElement;
  /** Releases what the instance uses outside of the application: listeners, observers and locks. */
  dispose?(): void;
  /** Reasons of refusals since the chatbot's last message, for `diagnose`. */
  readonly warnings: Set<string>;
}

/** The text field of the window. */
export const fieldOf = ({ appRoot }: InstanceState) => appRoot?.querySelector('textarea');

export const windowOf = ({ appRoot }: InstanceState) => appRoot?.querySelector('section');
