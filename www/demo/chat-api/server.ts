// The Chat API in the page, for a demo that is published without a server: the part of the API that the widget uses, for the demo's
// chatbot. Requests are answered from stored state only; an answer that is still being prepared is a message in the future.

import { type Answer, CHATBOT_NAME, FAILURE, SAMPLE_FILES, STORED_FAILURE, THINK_MS, answerTo } from './choose-answer.ts';
import { type Session, type State, type StoredFile, type StoredMessage, load, save } from './store.ts';

/** The fields of a request that the API in the page uses. */
export interface ApiRequest {
  method: string;
  url: URL;
  token: string | null;
  /** The JSON of the body, or the files of an upload. */
  body: unknown;
}

export interface ApiResponse {
  status: number;
  /** JSON, or the content of a file. */
  body: object | Uint8Array<ArrayBuffer>;
  type?: string;
}

const PAGE_SIZE = 50;
const RUN = { trace_info: [{ trace_id: 1, trace_url: '', trace_provider: 'ocs' }] };

/** Content of uploaded files, which only lasts as long as the page. */
const uploads = new Map<number, Uint8Array<ArrayBuffer>>();

const json = (status: number, body: object): ApiResponse => ({ status, body });
const error = (status: number, message: string) => json(status, { error: message });

/** A time as the API formats it. The times of a session differ, because they identify its messages. */
function timeAfter({ messages }: Session, earliest: number): string {
  const last = messages.reduce((latest, { created_at }) => Math.max(latest, Date.parse(created_at)), 0);
  return new Date(Math.max(earliest, last + 1)).toISOString().replace('Z', '000Z');
}

const isSent = ({ created_at }: StoredMessage) => Date.parse(created_at) <= Date.now();

function addFile(state: State, sessionId: string, name: string, type: string, size: number): StoredFile {
  const file = { id: Math.max(0, ...state.files.map(({ id }) => id)) + 1, sessionId, name, type, size };
  state.files.push(file);
  return file;
}

function describe(message: StoredMessage, session: Session, state: State, origin: string): object {
  const { fileIds, ...fields } = message;
  const attachments = fileIds.flatMap((fileId) => {
    const file = state.files.find(({ id }) => id === fileId);
    if (!file) return [];
    const { name, type: content_type, size } = file;
    return [{ name, content_type, size, download_url: `${origin}/api/chat/${session.id}/files/${fileId}/content/` }];
  });
  return { ...fields, attachments };
}

function start(state: State, body: object): ApiResponse {
  const session: Session = { id: crypto.randomUUID(), token: crypto.randomUUID(), messages: [], tasks: [] };
  state.sessions.push(session);
  const id = 'chatbot_id' in body ? body.chatbot_id : '';
  return json(201, {
    session_id: session.id,
    session_token: session.token,
    expires_at: null,
    chatbot: { id, name: CHATBOT_NAME, url: '', version_number: 1, versions: [] },
    participant: { identifier: `anon:${session.id}`, remote_id: '' },
    consent: { required: false, form_version_id: null, text: null },
  });
}

function addAnswer(state: State, session: Session, answer: Answer | undefined, endsAt: number): StoredMessage {
  const files = (answer?.files ?? []).map((name) => {
    const { type, content } = SAMPLE_FILES[name];
    return addFile(state, session.id, name, type, content.length);
  });
  const fileIds = files.map(({ id }) => id);
  const ids = { cited_files: answer?.cites ? fileIds : [], generated_files: answer?.cites ? [] : fileIds };
  const message: StoredMessage = {
    created_at: timeAfter(session, endsAt),
    role: 'assistant',
    // A failed task leaves a message in the history, which no run of the chatbot has produced.
    content: answer ? answer.text.replace(/\{(\d)\}/g, (_, index: string) => String(fileIds[Number(index)])) : STORED_FAILURE,
    metadata: answer ? { ...RUN, ...ids } : {},
    tags: [],
    fileIds,
  };
  session.messages.push(message);
  return message;
}

function post(state: State, session: Session, body: object): ApiResponse {
  const text = 'message' in body && typeof body.message === 'string' ? body.message.trim() : '';
  if (!text) return json(400, { message: ['This field may not be blank.'] });
  const ids: unknown[] = 'attachment_ids' in body && Array.isArray(body.attachment_ids) ? body.attachment_ids : [];
  const files = state.files.filter(({ id, sessionId }) => sessionId === session.id && ids.includes(id));
  if (files.length !== ids.length) return error(400, 'One or more file IDs are invalid');
  const isRepeated = session.messages.some(({ role, content }) => role === 'user' && content === text);
  const now = Date.now();
  const fileIds = files.map(({ id }) => id);
  session.messages.push({ created_at: timeAfter(session, now), role: 'user', content: text, metadata: RUN, tags: [], fileIds });
  const fileNames = files.map(({ name }) => name);
  const answer = answerTo(text, fileNames, isRepeated);
  const endsAt = now + THINK_MS;
  const { created_at } = addAnswer(state, session, answer, endsAt);
  const task = { id: crypto.randomUUID(), endsAt: Date.parse(created_at), answer: answer && created_at };
  session.tasks.push(task);
  return json(202, { task_id: task.id, status: 'processing' });
}

function upload(state: State, session: Session, body: unknown): ApiResponse {
  const received = Array.isArray(body) ? body.filter((item) => isUpload(item)) : [];
  if (!received.length) return error(400, 'No files provided');
  const files = received.map(({ name, type, content }) => {
    const { id, size } = addFile(state, session.id, name, type, content.length);
    uploads.set(id, content);
    return { id, name, size, content_type: type };
  });
  return json(201, { files });
}

/** A file of an upload. */
export interface Upload {
  name: string;
  type: string;
  content: Uint8Array<ArrayBuffer>;
}

const isUpload = (item: unknown): item is Upload => typeof item === 'object' && item !== null && 'content' in item;

function pollTask(state: State, session: Session, id: string, origin: string): ApiResponse {
  const task = session.tasks.find((one) => one.id === id);
  if (!task || task.endsAt > Date.now()) return json(200, { message: null, status: 'processing' });
  const message = session.messages.find(({ created_at }) => created_at === task.answer);
  if (!message) return json(500, { error: FAILURE, status: 'error' });
  return json(200, { message: describe(message, session, state, origin), status: 'complete' });
}

function poll(state: State, session: Session, url: URL): ApiResponse {
  const since = url.searchParams.get('since') ?? '';
  const newer = session.messages.filter((message) => isSent(message) && message.created_at > since);
  newer.sort((one, other) => (one.created_at < other.created_at ? -1 : 1));
  const messages = newer.slice(0, PAGE_SIZE).map((message) => describe(message, session, state, url.origin));
  return json(200, { messages, has_more: newer.length > PAGE_SIZE, session_status: 'active' });
}

function download(state: State, session: Session, id: string): ApiResponse {
  const file = state.files.find((one) => String(one.id) === id && one.sessionId === session.id);
  const content = file && (uploads.get(file.id) ?? SAMPLE_FILES[file.name]?.content);
  return file && content ? { status: 200, body: content, type: file.type } : json(404, { detail: 'Not found.' });
}

function respondInSession(state: State, session: Session, { method, url, body }: ApiRequest, [action, second]: string[]): ApiResponse {
  const fields = typeof body === 'object' && body !== null ? body : {};
  if (method === 'POST') {
    if (action === 'message') return post(state, session, fields);
    if (action === 'upload') return upload(state, session, body);
  } else {
    if (action === 'poll') return poll(state, session, url);
    if (second === 'poll') return pollTask(state, session, action, url.origin);
    if (action === 'files') return download(state, session, second);
  }
  return json(404, { detail: 'Not found.' });
}

/** Responds to a request for the Chat API. */
export function respond(request: ApiRequest): ApiResponse {
  const [id, ...rest] = request.url.pathname.split('/').slice(3).filter(Boolean);
  const state = load();
  const session = state.sessions.find((one) => one.id === id);
  let response: ApiResponse;
  if (id === 'start') response = start(state, request.body ?? {});
  else if (!session) response = json(403, { detail: 'Session does not exist' });
  else if (session.token !== request.token) response = json(403, { error: 'Invalid session token', code: 'session_token_invalid' });
  else response = respondInSession(state, session, request, rest);
  if (request.method === 'POST') save(state);
  return response;
}
