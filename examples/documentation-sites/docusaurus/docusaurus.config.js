export default {
  title: 'A project',
  url: 'https://docs.example',
  baseUrl: '/',
  presets: [['classic', { blog: false, docs: { routeBasePath: '/' } }]],
  scripts: [
    {
      src: 'https://cdn.example/ocs-chat/embed.js',
      async: true,
      'data-chatbot-id': '11111111-1111-4111-8111-111111111111',
      'data-embed-key': '…',
    },
  ],
};
