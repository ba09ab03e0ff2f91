// Gives chat tokens to visitors who are logged in. For Node.js 18 or newer, with node:http, Express and others.

const { OCS_URL = 'https://www.openchatstudio.com', OCS_CLIENT_ID, OCS_CLIENT_SECRET } = process.env;
const REQUESTS_PER_MINUTE = 10;

let cached = { token: '', issuedAt: 0, expiresAt: 0 };
let counts = { minute: 0, ofUser: new Map() };

async function getToken(forceRefresh) {
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
  if (!response.ok) throw new Error(`the token endpoint answered with status ${response.status}`);
  const { access_token: token, expires_in: seconds } = await response.json();
  if (typeof token !== 'string') throw new Error('the token endpoint answered without a token');
  cached = { token, issuedAt: now, expiresAt: now + (seconds - Math.min(60, seconds / 2)) * 1000 };
  return token;
}

function hasTooManyRequests(userId) {
  const minute = Math.floor(Date.now() / 60_000);
  if (counts.minute !== minute) counts = { minute, ofUser: new Map() };
  const count = (counts.ofUser.get(userId) ?? 0) + 1;
  counts.ofUser.set(userId, count);
  return count > REQUESTS_PER_MINUTE;
}

/** Handles `POST /chat-token`. `userId` is the id of the visitor by your site's login; undefined if nobody is logged in. */
export async function chatToken(request, response, userId) {
  const answer = (status, body, headers = {}) =>
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers }).end(JSON.stringify(body));
  if (request.method !== 'POST') return answer(405, { detail: 'Use POST.' }, { Allow: 'POST' });
  // Pages of other sites cannot send this header.
  if (request.headers['x-requested-with'] !== 'ocs-chat') return answer(403, { detail: 'The header is missing.' });
  if (userId === undefined) return answer(401, { detail: 'Log in to chat.' });
  if (hasTooManyRequests(userId)) return answer(429, { detail: 'Too many requests.' }, { 'Retry-After': '60' });
  try {
    answer(200, { token: await getToken(request.url.endsWith('?force_refresh=1')) });
  } catch (error) {
    console.error('chat token:', error.message);
    answer(502, { detail: 'The chat is not available at the moment.' });
  }
}
