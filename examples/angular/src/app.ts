// A page with the chat. Angular cannot bind to events with colons in their names, so the component uses `mount` and `on`.

import { Component, DestroyRef, ElementRef, afterNextRender, effect, inject, signal } from '@angular/core';
import { mount, type OcsChatElement } from 'ocs-chat';
import { CHAT_OPTIONS } from './chat-options';

@Component({
  selector: 'app-root',
  template: `
    <h1>Product {{ product() }}</h1>
    <p>{{ answerCount() }} answers</p>
    <button (click)="product.set(product() + 1)">Next product</button>
    <button (click)="ask()">Ask about it</button>
  `,
})
export class App {
  readonly product = signal(1);
  readonly answerCount = signal(0);
  private readonly chat = signal<OcsChatElement | undefined>(undefined);

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // Runs only in the browser, not during server-side rendering.
    afterNextRender(() => {
      const chat = mount(host, CHAT_OPTIONS);
      chat.on('message:received', () => this.answerCount.update((count) => count + 1));
      this.chat.set(chat);
    });
    effect(() => this.chat()?.setContext({ product: this.product() }));
    inject(DestroyRef).onDestroy(() => this.chat()?.remove());
  }

  ask() {
    this.chat()?.send(`Tell me about product ${this.product()}`);
  }
}
