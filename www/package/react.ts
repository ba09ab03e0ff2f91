'use client';
// `ocs-chat/react`: the widget as a React component. Options that are text are attributes, so that a server can render them;
// functions and objects become properties.

import {
  createElement,
  forwardRef,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type CSSProperties,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
} from 'react';
// The entry of the package, which defines the elements.
import 'entry';
import type { OcsChatOptions, OcsChatProperties } from './option-types.ts';
import type { OcsChatElement, OcsChatEvents } from './public-types.ts';

type Joined<Words extends string, Mark extends string> = Words extends `${infer First}${Mark}${infer Rest}`
  ? `${Capitalize<First>}${Joined<Rest, Mark>}`
  : Capitalize<Words>;

type EventProp<Name extends string> = Name extends `ocs:${infer Rest}` ? `on${Joined<Joined<Rest, ':'>, '-'>}` : never;

/** Listeners: `onMessageReceived` for `ocs:message:received`. */
export type OcsChatEventProps = {
  [Name in keyof OcsChatEvents as EventProp<Name>]?: (event: CustomEvent<OcsChatEvents[Name]>) => void;
};

type OwnProps = OcsChatOptions & OcsChatProperties & OcsChatEventProps;

/** Options, listeners, and the attributes of every HTML element. */
export interface OcsChatProps extends OwnProps, Omit<HTMLAttributes<OcsChatElement>, keyof OwnProps | 'children' | 'dangerouslySetInnerHTML' | 'style'> {
  /** With the custom properties of the widget: `{ '--ocs-accent': '#0b6e4f' }`. */
  style?: CSSProperties & { [property: `--${string}`]: string | number | undefined };
}

const EVENTS: { [Name in keyof OcsChatEvents as EventProp<Name>]-?: Name } = {
  onOpen: 'ocs:open',
  onClose: 'ocs:close',
  onSessionStarted: 'ocs:session:started',
  onSessionEnded: 'ocs:session:ended',
  onMessageBeforeSend: 'ocs:message:before-send',
  onMessageSent: 'ocs:message:sent',
  onMessageReceived: 'ocs:message:received',
  onUnread: 'ocs:unread',
};

/** Runs before the browser paints. On a server, where effects do not run, `useLayoutEffect` would cause a warning. */
const useEarlyEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

const attributeName = (prop: string) => prop.replace(/[A-Z]/g, '-$&').toLowerCase();

/** Options whose lists are separated by spaces. The lists of all others are JSON. */
const SPACE_SEPARATED_OPTIONS = ['images'];

function attributeValue(prop: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  // Until the function has been called, nothing may be stored.
  if (typeof value === 'function') return 'pending';
  if (!Array.isArray(value)) return String(value);
  return SPACE_SEPARATED_OPTIONS.includes(prop) ? value.join(' ') : JSON.stringify(value);
}

/** Returns a value for comparison by content: components often write `pageContext={{ … }}`, which is another object each time. */
function contentOf(value: unknown): unknown {
  try {
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

/** One chat widget. Its ref is the element, with its methods. */
export const OcsChat: ForwardRefExoticComponent<OcsChatProps & RefAttributes<OcsChatElement>> = forwardRef<OcsChatElement, OcsChatProps>(
  function OcsChat(props, ref) {
    const element = useRef<OcsChatElement>(null);
    const latest = useRef(props);
    const hasContext = useRef(false);
    const hasAsked = useRef(false);
    const hadProvider = useRef(false);
    const ask = useCallback(() => {
      const { consent } = latest.current;
      return typeof consent === 'function' ? consent() : consent;
    }, []);
    const requestToken = useCallback<NonNullable<OcsChatProps['authTokenProvider']>>((request) => latest.current.authTokenProvider?.(request), []);
    const attributes: Record<string, unknown> = { ref: element, suppressHydrationWarning: true };
    for (const [name, value] of Object.entries(props)) {
      if (name === 'className') attributes.class = value;
      else if (name in EVENTS || name === 'pageContext' || name === 'authTokenProvider') continue;
      else if (PACKAGE.keys.includes(name)) attributes[attributeName(name)] = attributeValue(name, value);
      else attributes[name] = value;
    }

    useImperativeHandle(ref, () => element.current as OcsChatElement, []);

    // The element is in the page when each of the effects runs.
    useEarlyEffect(() => {
      latest.current = props;
    });

    useEarlyEffect(() => {
      const chat = element.current as OcsChatElement;
      const remove = Object.entries(EVENTS).map(([prop, name]) => {
        const listener = (event: Event) => (latest.current as Record<string, ((event: Event) => void) | undefined>)[prop]?.(event);
        chat.addEventListener(name, listener);
        return () => chat.removeEventListener(name, listener);
      });
      return () => remove.forEach((removeListener) => removeListener());
    }, []);

    useEarlyEffect(() => {
      const { pageContext } = latest.current;
      if (pageContext || hasContext.current) (element.current as OcsChatElement).pageContext = pageContext ?? null;
      hasContext.current = Boolean(pageContext);
    }, [contentOf(props.pageContext)]);

    // The element's function calls the one of the latest rendering. There is no cleanup: React also runs cleanups when it hides the
    // component (<Activity>, <Suspense>), and a hidden chat still needs tokens.
    const hasProvider = Boolean(props.authTokenProvider);
    useEarlyEffect(() => {
      const chat = element.current as OcsChatElement;
      if (hasProvider || hadProvider.current) chat.authTokenProvider = hasProvider ? requestToken : undefined;
      hadProvider.current = hasProvider;
    }, [hasProvider]);

    const asksForConsent = typeof props.consent === 'function';
    useEarlyEffect(() => {
      const chat = element.current as OcsChatElement;
      // An attribute would not replace a function that was set as a property.
      if (asksForConsent || hasAsked.current) chat.consent = asksForConsent ? ask : props.consent;
      hasAsked.current ||= asksForConsent;
    }, [asksForConsent ? ask : props.consent]);

    return createElement('ocs-chat', attributes);
  },
);
