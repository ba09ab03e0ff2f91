// A preview: a page of the demo's site in a frame, with the widget on it.

import type { OcsChat } from '../loader/element.ts';
import { IN_PAGE_API, type PageWindow, installChatApi } from './chat-api/install.ts';

/** What a preview shows. */
export interface Configuration {
  page: string;
  /** Options by attribute. */
  options: ReadonlyMap<string, string>;
  customProperties: ReadonlyMap<string, string>;
  /** `light`, `dark`, or empty for the system's. */
  colorScheme: string;
}

/** Colours and shapes that the site has in common with the widget. */
const SITE_PROPERTIES: [ofWidget: string, ofSite: string][] = [
  ['--ocs-accent', '--brand'],
  ['--ocs-on-accent', '--on-brand'],
  ['--ocs-radius', '--radius'],
  ['--ocs-font', '--font'],
];

/** Smallest width of the page in a frame. A narrower frame shows it scaled down. */
const MIN_COMPUTER_WIDTH_PX = 880;
const PHONE_WIDTH_PX = 375;
const MIN_PHONE_WIDTH_PX = 320;

function replaceProperties(style: CSSStyleDeclaration, wanted: ReadonlyMap<string, string>): void {
  for (const name of [...style]) if (name.startsWith('--') && !wanted.has(name)) style.removeProperty(name);
  for (const [name, value] of wanted) style.setProperty(name, value);
}

export class Preview {
  readonly #frame: HTMLIFrameElement;
  readonly #isPhone: boolean;
  #configuration: Configuration | undefined;
  #page: string | undefined;

  constructor(frame: HTMLIFrameElement, isPhone: boolean) {
    this.#frame = frame;
    this.#isPhone = isPhone;
    frame.addEventListener('load', () => this.#onLoad());
    const container = frame.parentElement;
    if (container) new ResizeObserver(() => this.#fit(container)).observe(container);
  }

  /** The widget, once the page has loaded. */
  get widget(): OcsChat | null {
    return this.#frame.contentDocument?.querySelector<OcsChat>('ocs-chat') ?? null;
  }

  get isDisplayed(): boolean {
    return this.#frame.offsetWidth > 0;
  }

  show(configuration: Configuration): void {
    this.#configuration = configuration;
    // A frame that is not displayed loads when it is displayed.
    if (!this.isDisplayed) return;
    if (this.#page !== configuration.page) {
      this.#page = configuration.page;
      this.#frame.contentWindow?.location.replace(new URL(configuration.page, location.href));
    } else if (this.widget) {
      this.#apply(configuration);
    }
  }

  #onLoad(): void {
    const page = this.#frame.contentWindow as PageWindow | null;
    const configuration = this.#configuration;
    if (!page?.document.querySelector('#site') || !configuration) return;
    if (configuration.options.get('api-base-url') === IN_PAGE_API) installChatApi(page);
    this.#apply(configuration);
    // On a phone the window would cover the page, and the button could not be seen.
    if (!this.#isPhone) this.widget?.update({ visible: true });
  }

  #apply({ options, customProperties, colorScheme }: Configuration): void {
    const page = this.#frame.contentDocument;
    if (!page) return;
    const { style } = page.documentElement;
    style.colorScheme = colorScheme;
    const ofSite = SITE_PROPERTIES.flatMap(([name, siteName]): [string, string][] => {
      const value = customProperties.get(name);
      return value ? [[siteName, value]] : [];
    });
    replaceProperties(style, new Map(ofSite));
    const widget = this.widget ?? (page.createElement('ocs-chat') as OcsChat);
    // Each language has a conversation of its own.
    const wanted = new Map([['user-id', `demo-${page.documentElement.lang}`], ...options]);
    for (const name of widget.getAttributeNames()) {
      if (!wanted.has(name) && !/^(style|visible|data-.*)$/.test(name)) widget.removeAttribute(name);
    }
    for (const [name, value] of wanted) if (widget.getAttribute(name) !== value) widget.setAttribute(name, value);
    replaceProperties(widget.style, customProperties);
    this.#place(page, widget, options.get('mode') === 'kiosk');
  }

  /** Moves the widget to the end of the page, or in kiosk mode into the element that it fills. */
  #place(page: Document, widget: OcsChat, isKiosk: boolean): void {
    const kiosk = page.querySelector<HTMLElement>('#kiosk');
    const section = kiosk?.closest('section');
    const parent = isKiosk && kiosk ? kiosk : page.body;
    if (section) section.hidden = !isKiosk;
    if (widget.parentElement !== parent) parent.append(widget);
    if (isKiosk) page.defaultView?.scrollTo(0, parent.offsetTop - 24);
  }

  /** Scales the page to the frame's container. */
  #fit({ clientWidth, clientHeight }: HTMLElement): void {
    const width = this.#isPhone ? Math.min(PHONE_WIDTH_PX, Math.max(clientWidth, MIN_PHONE_WIDTH_PX)) : Math.max(clientWidth, MIN_COMPUTER_WIDTH_PX);
    const scale = clientWidth / width;
    const { style } = this.#frame;
    style.width = `${width}px`;
    style.height = `${clientHeight / scale}px`;
    style.transform = scale === 1 ? '' : `scale(${scale})`;
    if (clientWidth && this.#configuration) this.show(this.#configuration);
  }
}
