// The contract between the element and the widget bundle, which is loaded later: types only.

import type { LauncherAppearance } from './launcher.ts';
import type { PlaceholderWindow } from './placeholder-window.ts';
import type { verifiedModule } from './verified-module.ts';

/** The custom element. */
export interface HostElement extends HTMLElement {
  /** Called after the element was removed from the page. */
  onRemoved?: () => void;
  /** Takes over values that the page has set before the properties were defined. */
  adoptProperties(keys: string[]): void;
  renderLauncher(appearance?: Partial<LauncherAppearance>): void;
  showPlaceholder(focus?: boolean): void;
}

/** What the element hands over to the widget bundle. */
export interface ElementContext {
  host: HostElement;
  root: ShadowRoot;
  /** Contains the launcher, the placeholder window, the teaser and the application. */
  overlayRoot: HTMLElement;
  button: HTMLButtonElement;
  /** Option values that were set as properties. They take precedence over attributes. */
  properties: Record<string, unknown>;
  /** Presses and moves of pointers on the button before the widget bundle loaded. */
  pointerEvents: PointerEvent[];
  placeholderWindow?: PlaceholderWindow;
  /** Whether the window is open; `undefined` until the visitor or the page has opened or closed it. */
  open?: boolean;
  /** What had the focus when the visitor opened the window; `false` if the text field did not take the focus. */
  focusedBefore?: Element | false | null;
  /** Imports modules and verifies them; `undefined` in the npm package. */
  verifiedModule?: typeof verifiedModule;
  /** Responses to requests for the bundle's files, by file name. */
  earlyResponses?: Record<string, Promise<Response | void>>;
  /** Defines properties of the element class. */
  defineOptions(keys: string[]): void;
}

/** Methods of the element that need the widget bundle. */
export interface PublicCalls {
  send(text: string): Promise<void>;
  prefill(text: string): Promise<void>;
  attach(files: Iterable<File> | File): Promise<void>;
  newSession(): Promise<void>;
  getVersion(): Promise<string>;
  diagnose(): Promise<{ ok: boolean; findings: string[] }>;
  destroy(options?: { forget?: boolean }): Promise<void>;
  /** Sends or prefills the text in the `data-ocs-chat-…` attributes of a clicked element. */
  trigger(data: DOMStringMap): Promise<void>;
}

/** The controller of one element, created by the widget bundle. */
export interface WidgetController {
  readonly calls: PublicCalls;
  connected(): void;
  disconnected(): void;
  /** Loads the application before it is needed. */
  prepare(): void;
  setOpen(open: boolean, focus: boolean): void;
  /** Called when the visitor asks for another attempt to load the application. */
  retry(): void;
  /** Called when the page has set an option. */
  optionChanged(key: string): void;
  /** Returns the value of an option after validation. */
  getOption(key: string): unknown;
}

/** The exports of the widget bundle. */
export interface WidgetModule {
  createController(this: void, context: ElementContext): WidgetController;
}
