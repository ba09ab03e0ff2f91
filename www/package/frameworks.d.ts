// The elements in the markup of frameworks. A declaration has an effect where its framework is installed: the empty interfaces
// are merged with those of the framework. Without the framework they make the declaration valid.

import type { OcsChatElement, OcsChatJsx } from './public-types.ts';

type With<Attributes> = OcsChatJsx & Omit<Attributes, keyof OcsChatJsx>;

declare module 'react' {
  interface ClassAttributes<T> {}
  interface HTMLAttributes<T> {}
  namespace JSX {
    interface IntrinsicElements {
      'ocs-chat': With<ClassAttributes<OcsChatElement> & HTMLAttributes<OcsChatElement>>;
      'open-chat-studio-widget': With<ClassAttributes<OcsChatElement> & HTMLAttributes<OcsChatElement>>;
    }
  }
}
declare module 'preact' {
  interface HTMLAttributes<RefType extends EventTarget = EventTarget> {}
  namespace JSX {
    interface IntrinsicElements {
      'ocs-chat': With<HTMLAttributes<OcsChatElement>>;
      'open-chat-studio-widget': With<HTMLAttributes<OcsChatElement>>;
    }
  }
}
declare module 'solid-js/jsx-runtime' {
  namespace JSX {
    interface HTMLAttributes<T> {}
    interface IntrinsicElements {
      'ocs-chat': With<HTMLAttributes<OcsChatElement>>;
      'open-chat-studio-widget': With<HTMLAttributes<OcsChatElement>>;
    }
  }
}
declare module 'vue' {
  interface HTMLAttributes {}
  interface ReservedProps {}
  interface GlobalComponents {
    'ocs-chat': new () => { $props: With<HTMLAttributes & ReservedProps> };
    'open-chat-studio-widget': new () => { $props: With<HTMLAttributes & ReservedProps> };
  }
}
declare module 'svelte/elements' {
  interface HTMLAttributes<T extends EventTarget> {}
  interface SvelteHTMLElements {
    'ocs-chat': With<HTMLAttributes<OcsChatElement>>;
    'open-chat-studio-widget': With<HTMLAttributes<OcsChatElement>>;
  }
}
