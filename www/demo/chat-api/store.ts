// The state of the Chat API in the page. It is in localStorage, which the previews share, so that a reload finds the conversation.

/** A message of the history, with the files that it has. */
export interface StoredMessage {
  /** Microseconds since 1970 as the API formats them. A message in the future has not been sent yet. */
  created_at: string;
  role: 'user' | 'assistant';
  content: string;
  metadata: object;
  tags: string[];
  fileIds: number[];
}

/** The processing of a message. */
export interface Task {
  id: string;
  /** Milliseconds since 1970. */
  endsAt: number;
  /** `created_at` of the answer; `undefined` if the task fails. */
  answer?: string;
}

export interface Session {
  id: string;
  token: string;
  messages: StoredMessage[];
  tasks: Task[];
}

export interface StoredFile {
  id: number;
  sessionId: string;
  name: string;
  type: string;
  size: number;
}

export interface State {
  /** The newest is the last. */
  sessions: Session[];
  files: StoredFile[];
}

const KEY = 'ocs-chat-demo:chat-api';
const MAX_SESSIONS = 6;

/** Used where the browser refuses to store anything. */
let inMemory: State = { sessions: [], files: [] };

/** The state is read for each request: another preview or tab may have changed it. */
export function load(): State {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (isState(stored)) inMemory = stored;
  } catch {
    // No storage, or something else is stored under the key.
  }
  return inMemory;
}

export function save(state: State): void {
  const sessions = state.sessions.slice(-MAX_SESSIONS);
  const files = state.files.filter((file) => sessions.some(({ id }) => id === file.sessionId));
  inMemory = { sessions, files };
  try {
    localStorage.setItem(KEY, JSON.stringify(inMemory));
  } catch {
    // The conversation lasts as long as the page.
  }
}

const isState = (value: unknown): value is State =>
  typeof value === 'object' && value !== null && 'sessions' in value && Array.isArray(value.sessions) && 'files' in value && Array.isArray(value.files);
