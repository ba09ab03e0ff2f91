// Gives chat tokens to visitors who are logged in. For Node.js 18 or newer, with node:http, Express and others.

const { OCS_URL = 'https://www.openchatstudio.com', OCS_CLIENT_ID, OCS_CLIENT_SECRET } = process.env;
const REQUESTS_PER_MINUTE = 10;

let cached = { token: '', issuedAt: 0, expiresAt: 0 };
let counts = { minute: 0, ofUser: new Map() };

async function getToken(forceRefresh) {
  const missing = Object.entries({ OCS_CLIENT_ID, OCS_CLIENT_SECRET }).filter(([, value]) => !value);
  if (missing.length) throw new Error(`missing in the environment: ${missing.map(([name]) => name).join(', ')}`);
  const now = Date.now();
  // A token that the server has refused is replaced, but not by every visitor at the same time.
  const isUsable = now < cached.expiresAt && (!forceRefresh || now - cached.issuedAt < 10_000);
  if (isUsable) return cached.token;
  const credentials = [OCS_CLIENT_ID, OCS_CLIENT_SECRET].map(encodeURIComponent).join(':');
  const response = await fetch(`${OCS_URL}/o/token/`, {
    method: 'POST',
    redirect: 'error', // The secret goes to this address only.
    signal: AbortSignal.timeout(10_000),
    headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'chat:start' }),
  });
  if (!response.ok) throw new Error(`the token endpoint responded with status ${response.status}`);
  const { access_token: token, expires_in: seconds } = await response.json();
  if (typeof token !== 'string' || !token) throw new Error('the token endpoint responded without a token');
  cached = { token, issuedAt: now, expiresAt: now + (seconds - Math.min(60, seconds / 2)) * 1000 };
  return token;
}

/** Counts a request, and returns whether there have been too many. */
function exceedsRateLimit(userId) {
  const minute = Math.floor(Date.now() / 60_000);
  if (counts.minute !== minute) counts = { minute, ofUser: new Map() };
  const count = (counts.ofUser.get(userId) ?? 0) + 1;
  counts.ofUser.set(userId, count);
  return count > REQUESTS_PER_MINUTE;
}

/** Handles `POST /chat-token`. `userId` is the visitor's id in your site's login: undefined, null, false or '' without a login. */
export async function chatToken(request, response, userId) {
  const respond = (status, body, headers = {}) =>
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers }).end(JSON.stringify(body));
  if (request.method !== 'POST') return respond(405, { detail: 'Use POST.' }, { Allow: 'POST' });
  // Pages of other sites cannot send this header.
  if (request.headers['x-requested-with'] !== 'ocs-chat') return respond(403, { detail: 'Send the header X-Requested-With: ocs-chat.' });
  if ([undefined, null, false, ''].includes(userId)) return respond(401, { detail: 'Log in to chat.' });
  if (exceedsRateLimit(userId)) return respond(429, { detail: 'Too many requests.' }, { 'Retry-After': '60' });
  try {
    respond(200, { token: await getToken(request.url.endsWith('?force_refresh=1')) });
  } catch (error) {
    console.error('chat token:', error.message);
    respond(502, { detail: 'The chat is not available at the moment.' });
  }
}
