// A site with the recipe for Node.js. The cookie `user` stands for its login.

import { createServer } from 'node:http';
import { chatToken } from '../../../../examples/token-servers/chat-token.mjs';

/** What logins return if nobody is logged in. */
const NOBODY = { null: null, false: false, empty: '' };

createServer((request, response) => {
  const user = /user=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  chatToken(request, response, user in NOBODY ? NOBODY[user] : user);
}).listen(Number(process.argv[2]), '127.0.0.1');
