// Adds the chat to each page.
const script = document.createElement('script');
script.src = 'https://cdn.example/ocs-chat/embed.js';
script.dataset.chatbotId = '11111111-1111-4111-8111-111111111111';
script.dataset.embedKey = '…';
document.head.append(script);
