'use client';

// The import defines the element in the browser, and does nothing on the server.
import 'ocs-chat';

export const Chat = () => (
  <ocs-chat
    chatbot-id={process.env.NEXT_PUBLIC_OCS_CHATBOT_ID}
    embed-key={process.env.NEXT_PUBLIC_OCS_EMBED_KEY}
    api-base-url={process.env.NEXT_PUBLIC_OCS_API}
    allow-attachments="true"
  />
);
