// An application that replaces the content of its page. The chat is outside of it and stays; the bot learns which view the
// visitor sees.

const VIEWS = {
  products: 'Shoes, hats and gloves',
  basket: 'Your basket is empty',
};

await customElements.whenDefined('ocs-chat');

function show() {
  const name = location.hash.slice(1) in VIEWS ? location.hash.slice(1) : 'products';
  const title = document.createElement('h1');
  title.textContent = VIEWS[name];
  document.querySelector('main').replaceChildren(title);
  document.querySelector('ocs-chat').setContext({ view: name });
}

addEventListener('hashchange', show);
show();
