// A page with the chat: options as props, listeners, and the element's methods by a ref.

import type { OcsChatElement } from 'ocs-chat';
import { OcsChat } from 'ocs-chat/react';
import { useRef, useState } from 'react';

const { VITE_OCS_CHATBOT_ID, VITE_OCS_EMBED_KEY, VITE_OCS_API } = import.meta.env;

export function App() {
  const chat = useRef<OcsChatElement>(null);
  const [product, setProduct] = useState(1);
  const [received, setReceived] = useState(0);
  const [isShown, setShown] = useState(true);
  return (
    <main>
      <h1>Product {product}</h1>
      <p>{received} answers</p>
      <button onClick={() => setProduct(product + 1)}>Next product</button>
      <button onClick={() => chat.current?.send(`Tell me about product ${product}`)}>Ask about it</button>
      <button onClick={() => setShown(!isShown)}>{isShown ? 'Remove the chat' : 'Add the chat'}</button>
      {isShown && (
        <OcsChat
          ref={chat}
          chatbotId={VITE_OCS_CHATBOT_ID}
          embedKey={VITE_OCS_EMBED_KEY}
          apiBaseUrl={VITE_OCS_API}
          headerText={`Help with product ${product}`}
          welcomeMessages={['Hello!']}
          allowAttachments
          pageContext={{ product }}
          onMessageReceived={() => setReceived((count) => count + 1)}
        />
      )}
    </main>
  );
}
