// A site with the recipe for Node.js. The cookie `user` stands for its login.

import { createServer } from 'node:http';
import { chatToken } from '../../../../examples/token-servers/chat-token.mjs';

createServer((request, response) => {
  chatToken(request, response, /user=(\w+)/.exec(request.headers.cookie ?? '')?.[1]);
}).listen(Number(process.argv[2]), '127.0.0.1');
