// A page with the chat. Angular cannot bind to events with colons in their names, so the component uses `mount` and `on`.

import { Component, DestroyRef, ElementRef, afterNextRender, effect, inject, signal } from '@angular/core';
import { mount, type OcsChatElement } from 'ocs-chat';
import { CHAT_OPTIONS } from './chat-options';

@Component({
  selector: 'app-root',
  template: `
    <h1>Product {{ product() }}</h1>
    <p>{{ received() }} answers</p>
    <button (click)="product.set(product() + 1)">Next product</button>
    <button (click)="ask()">Ask about it</button>
  `,
})
export class App {
  readonly product = signal(1);
  readonly received = signal(0);
  private readonly chat = signal<OcsChatElement | undefined>(undefined);

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // Only in the browser: a server renders nothing.
    afterNextRender(() => {
      const chat = mount(host, CHAT_OPTIONS);
      chat.on('message:received', () => this.received.update((count) => count + 1));
      this.chat.set(chat);
    });
    effect(() => this.chat()?.setContext({ product: this.product() }));
    inject(DestroyRef).onDestroy(() => this.chat()?.remove());
  }

  ask() {
    this.chat()?.send(`Tell me about product ${this.product()}`);
  }
}
