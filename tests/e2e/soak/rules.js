// The guarantees of docs/reliability.md, checked on what the tabs show and on the record of the server.

/** Session polls start at least this long apart, less the time that a response takes. */
const POLL_INTERVAL_MS = 28_000;
const MAX_ROWS = 100;
/** The most extra polls of the session that verify the delivery of one message, or look up its answer. */
const MAX_CHECKS = 4;
/** How long after a fault, a lost connection or a reload there may be extra polls. */
const CHECKS_MS = 60_000;

/** The first line of a message: only this is compared with what the tabs show. */
const firstLine = ({ content }) => content.split('\n')[0];

const repeated = (texts) => texts.filter((text, index) => texts.indexOf(text) < index);

/** The texts that both lists have: in the order of `shown`, and in that of `expected`. */
function commonTexts(shown, expected) {
  return [shown.filter((text) => expected.includes(text)), expected.filter((text) => shown.includes(text))];
}

export class Rules {
  /** `sent` has the messages of the visitor: see `Soak`. `report` receives the text of each violation. */
  constructor(chatbot, sent, report) {
    Object.assign(this, { chatbot, sent, report, checkedPolls: 0 });
  }

  /** Checks the rules that hold at any time. */
  checkRows({ count, own, bot }, name) {
    if (count > MAX_ROWS) this.report(`tab ${name} has ${count} rows`);
    for (const text of repeated(own)) if (this.retriesOf(text) === 0) this.report(`tab ${name} shows the message ${text} twice`);
    for (const text of repeated(bot)) if (this.isUnique(text)) this.report(`tab ${name} shows the answer ${text} twice`);
  }

  /** How often the visitor has asked to send a message again. */
  retriesOf(text) {
    return this.sent.get(text)?.retries ?? 0;
  }

  /** Whether the bot has one message whose first line is this text: an answer to a message that was not sent again, or news. */
  isUnique(text) {
    const question = text.match(/^You said: (m\d+)$/)?.[1];
    return question ? this.retriesOf(question) === 0 : /^news \d+$/.test(text);
  }

  /** Checks the rules that hold once all requests have been answered. */
  async checkSettled(transcripts, conversation) {
    const sessions = await this.chatbot.sessions();
    const received = sessions
      .flatMap(({ messages }) => messages)
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content);
    for (const [text, { retries }] of this.sent) {
      const count = received.filter((other) => other === text).length;
      if (count > 1 + retries) this.report(`the server has ${text} ${count} times, after ${retries} retries`);
    }
    const current = sessions.at(-1);
    for (const [name, { own, bot }] of transcripts) {
      this.checkOwn(name, own, conversation, received);
      for (const text of repeated(bot)) if (this.isUnique(text)) this.report(`tab ${name} has the answer ${text} twice`);
      for (const text of await this.missingIn(bot)) this.report(`tab ${name} does not show ${text}, which the server has said`);
      const [shown, expected] = commonTexts(bot, this.botTextsIn(current));
      if (shown.join() !== expected.join()) this.report(`tab ${name} shows ${shown.join(', ')}, but the server has said ${expected.join(', ')}`);
    }
    await this.checkPolls();
  }

  /** Ids of the sessions that the widget can no longer read. */
  lostSessions = new Set();

  /** The first lines of the bot's messages in a session, if they are unique. */
  botTextsIn(session) {
    const messages = session?.messages.filter(({ role }) => role === 'assistant') ?? [];
    return messages.map(firstLine).filter((text) => this.isUnique(text));
  }

  /** Texts of the bot in the current session that are not in `bot`, the bot's texts in a transcript. */
  async missingIn(bot) {
    const session = (await this.chatbot.sessions()).at(-1);
    const isReadable = session && !session.ended && !this.lostSessions.has(session.id);
    return isReadable ? this.botTextsIn(session).filter((text) => !bot.includes(text)) : [];
  }

  /** Checks that a tab has all messages of the visitor in the current conversation, in the order of sending. */
  checkOwn(name, own, conversation, received) {
    const texts = own.map(({ text }) => text);
    for (const text of repeated(texts)) if (this.retriesOf(text) === 0) this.report(`tab ${name} has the message ${text} twice`);
    for (const [text, message] of this.sent) {
      if (message.conversation !== conversation || message.isWithdrawn) continue;
      const entry = own.find((other) => other.text === text);
      if (!entry) this.report(`tab ${name} has lost the message ${text}`);
      else if (!entry.failure && !received.includes(text)) this.report(`tab ${name} shows ${text} as sent, but the server does not have it`);
    }
    // Messages of one tab keep the order of sending.
    for (const tab of new Set([...this.sent.values()].map((message) => message.tab))) {
      const sentThere = [...this.sent]
        .filter(([, message]) => message.tab === tab && message.conversation === conversation && message.retries === 0 && !message.isWithdrawn)
        .map(([text]) => text);
      const [shown, expected] = commonTexts(texts, sentThere);
      if (shown.join() !== expected.join()) this.report(`tab ${name} shows ${shown.join(', ')}, but tab ${tab} has sent ${expected.join(', ')}`);
    }
  }

  /** The number of faults, lost connections and reloads since the last check, and the time of the last one. */
  disturbances = 0;
  lastDisturbance = 0;

  /** Records an event after which the widget may poll the session more often. */
  disturb() {
    this.disturbances += 1;
    this.lastDisturbance = Date.now();
  }

  /** Checks that polls of one session keep their interval, except for a few after each disturbance. */
  async checkPolls() {
    const polls = (await this.chatbot.receivedRequests('poll')).map(({ at, path }) => ({ at, session: path.match(/chat\/([^/]+)/)[1] }));
    const isEarly = ({ at, session }, index) => {
      const last = polls.slice(0, index).findLast((other) => other.session === session);
      return index >= this.checkedPolls && last && at - last.at < POLL_INTERVAL_MS;
    };
    const early = polls.filter(isEarly);
    this.checkedPolls = polls.length;
    if (early.length > MAX_CHECKS * this.disturbances) this.report(`${early.length} polls of a session were early, with ${this.disturbances} disturbances`);
    const undisturbed = early.filter(({ at }) => at > this.lastDisturbance + CHECKS_MS);
    if (undisturbed.length > 0)
      this.report(`${undisturbed.length} polls of a session were early, although nothing had disturbed the conversation for a minute`);
    this.disturbances = 0;
  }
}
