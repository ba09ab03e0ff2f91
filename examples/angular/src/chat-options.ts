// The chatbot's channel.

export const CHAT_OPTIONS = {
  chatbotId: '11111111-1111-4111-8111-111111111111',
  embedKey: '…',
  apiBaseUrl: 'https://www.openchatstudio.com',
};
