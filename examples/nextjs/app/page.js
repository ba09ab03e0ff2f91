import { Chat } from './chat.js';

export default function Page() {
  return (
    <main>
      <h1>A shop</h1>
      <Chat />
    </main>
  );
}
