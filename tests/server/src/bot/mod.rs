//! The bot: worth chatting to in a demo, and able to do whatever a test needs.

use crate::endpoints::message::store;
use crate::state::{Chatbot, Message, Outcome, Server, StoredFile};
use crate::timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// A message with all that came with it.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) files: Vec<(StoredFile, i64)>,
    pub(crate) context: Value,
}

/// What will become of a message.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) think_ms: u64,
    /// Whether question and answer go into the history.
    pub(crate) stored: bool,
    reply: Reply,
    /// Said by the bot of its own accord, so many milliseconds after its answer.
    later: Option<(u64, String)>,
    ends_session: bool,
}

#[derive(Debug, Clone)]
enum Reply {
    Say(String),
    /// Status, words for the client, whether the body carries a status.
    Fail(u16, String, bool),
    /// The task is never finished.
    Never,
    /// Stored with one time, told with another.
    Retimed(String),
}

const FAILED: &str = "Sorry something went wrong. This was likely an intermittent error related to load.Please try \
again, and wait a few minutes if this keeps happening.";
const UNREADABLE: &str = "An attached image could not be processed. Supported types: GIF, JPEG, PNG, WEBP.";
const STORED_FAILURE: &str = "Sorry, something went wrong while processing your message. Please try again later";

/// `metadata` of what a run of the bot produced.
pub(crate) fn trace() -> Value {
    json!({
        "trace_info": [{ "trace_id": 14, "trace_url": "/a/live/traces/14/", "trace_provider": "ocs" }],
        "cited_files": [],
        "generated_files": [],
    })
}

/// The same, and something more.
pub(crate) fn trace_with(name: &str, value: Value) -> Value {
    let mut metadata = trace();
    if let Some(fields) = metadata.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
    metadata
}

/// Decides what to do with a message. The first word is the command, if it is one.
pub(crate) fn plan(chatbot: &Chatbot, heard: &Heard) -> Plan {
    let mut words = heard.text.split_whitespace();
    let command = words.next().unwrap_or_default().to_lowercase();
    let rest: Vec<&str> = words.collect();
    let number = rest.first().and_then(|word| word.parse::<f64>().ok());
    let ms = |seconds: f64| (seconds.clamp(0.0, 3_600.0) * 1_000.0) as u64;
    let mut plan = Plan { think_ms: 0, stored: true, reply: Reply::Never, later: None, ends_session: false };
    if !chatbot.visitor_allowed {
        plan.stored = false;
        plan.reply = Reply::Say("Sorry, you are not allowed to chat to this bot".to_owned());
        return plan;
    }
    if !chatbot.enabled {
        // Switched off while the session was open: the admin's words are the answer, or there is none.
        plan.reply = if chatbot.disabled_message.is_empty() {
            Reply::Fail(500, "Unknown error".to_owned(), false)
        } else {
            Reply::Retimed(chatbot.disabled_message.clone())
        };
        return plan;
    }
    plan.reply = match command.as_str() {
        "help" | "hello" | "hi" => Reply::Say(HELP.to_owned()),
        "markdown" => Reply::Say(MARKDOWN.to_owned()),
        "table" => Reply::Say(TABLE.to_owned()),
        "code" => Reply::Say(CODE.to_owned()),
        "long" => Reply::Say(long(number.unwrap_or(12.0) as usize)),
        "hostile" => Reply::Say(HOSTILE.to_owned()),
        "slow" => {
            plan.think_ms = ms(number.unwrap_or(5.0));
            Reply::Say("That took a while. Thank you for waiting.".to_owned())
        }
        "fail" => match number {
            Some(400.0) => Reply::Fail(400, UNREADABLE.to_owned(), true),
            _ if rest.first() == Some(&"unknown") => Reply::Fail(500, "Unknown error".to_owned(), false),
            _ => Reply::Fail(500, FAILED.to_owned(), true),
        },
        "never" => Reply::Never,
        "retimed" => Reply::Retimed("Stored at one time, told at another.".to_owned()),
        "later" => {
            let seconds = number.unwrap_or(10.0);
            plan.later = Some((ms(seconds), "Here I am again, as promised. Nobody had to ask.".to_owned()));
            Reply::Say(format!("I will speak up by myself in {seconds} seconds."))
        }
        "end" => {
            plan.ends_session = true;
            Reply::Say("This chat is closed now.".to_owned())
        }
        "context" => Reply::Say(if heard.context.is_null() {
            "This page told me nothing about itself.".to_owned()
        } else {
            let context = serde_json::to_string_pretty(&heard.context).unwrap_or_default();
            format!("This page told me:\n\n```json\n{context}\n```")
        }),
        "say" => {
            Reply::Say(heard.text.split_once(char::is_whitespace).map(|(_, text)| text.to_owned()).unwrap_or_default())
        }
        _ => Reply::Say(echo(heard)),
    };
    plan
}

/// Carries a plan out: stores the answer and ends the task.
pub(crate) async fn finish(server: &Arc<Server>, session: &str, task: &str, plan: Plan) {
    let answer = |content: String, metadata: Value, tags: &[&str]| Message {
        created_at: timestamp::now(),
        role: "assistant",
        content,
        metadata,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        attachments: Vec::new(),
    };
    let outcome = match plan.reply {
        Reply::Never => return,
        Reply::Say(text) if !plan.stored => Outcome::Unstored(text),
        Reply::Say(text) => {
            let message = answer(text, trace(), &["v1"]);
            store(server, session, message.clone());
            Outcome::Answer(message)
        }
        Reply::Retimed(text) => {
            let message = answer(text, trace(), &["v1"]);
            store(server, session, message.clone());
            Outcome::Answer(Message {
                created_at: message.created_at + chrono::TimeDelta::milliseconds(1_033),
                ..message
            })
        }
        Reply::Fail(status, words, with_status) => {
            store(server, session, answer(STORED_FAILURE.to_owned(), json!({}), &[]));
            Outcome::Failure(status, words, with_status)
        }
    };
    {
        let mut world = server.world();
        if let Some(task) = world.tasks.get_mut(task) {
            task.outcome = Some(outcome);
        }
        if plan.ends_session
            && let Some(session) = world.sessions.get_mut(session)
        {
            session.ended = true;
        }
    }
    if let Some((ms, text)) = plan.later {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        say(server, session, &text);
    }
}

/// Lets the bot say something of its own accord.
pub(crate) fn say(server: &Server, session: &str, text: &str) {
    let message = Message {
        created_at: timestamp::now(),
        role: "assistant",
        content: text.to_owned(),
        metadata: trace_with("direct_to_user", json!(true)),
        tags: vec!["v1".to_owned()],
        attachments: Vec::new(),
    };
    store(server, session, message);
}

fn echo(heard: &Heard) -> String {
    let mut reply = format!("You said: {}", heard.text);
    if !heard.files.is_empty() {
        reply.push_str("\n\nI received:\n");
        for (file, _) in &heard.files {
            reply.push_str(&format!("\n- **{}**, {} bytes, {}", file.name, file.size, file.content_type));
        }
    }
    reply
}

fn long(paragraphs: usize) -> String {
    let sentence = "A long answer is read from its start, and the view stays there while it is read.";
    let paragraph = [sentence; 4].join(" ");
    (1..=paragraphs.min(500)).map(|number| format!("**{number}.** {paragraph}")).collect::<Vec<_>>().join("\n\n")
}

const HELP: &str = "Hello! I am the demo bot. I repeat what you say, and I can do a little more:

- `markdown` shows everything that text can look like, `table` and `code` some of it, `long` a long answer
- `slow 8` thinks for eight seconds, `later 10` speaks up by itself after ten
- `fail`, `fail 400`, `never`: what happens when things go wrong
- `context` tells what this page told me about itself
- `end` lets somebody close the chat, as can be done on its review page in Open Chat Studio

**Attach a file** and I will tell you what I received.";

const TABLE: &str = "| Plan | Price | Included |
|:-----|------:|:--------:|
| Small | 9 € | 1 chatbot, 500 messages a month |
| Medium | 29 € | 5 chatbots, 5000 messages a month, file uploads |
| Large | 99 € | as many as you like, and a person who answers the phone |";

const CODE: &str = "Like this:

```rust
fn main() {
    println!(\"A line of code that is a good deal longer than a chat bubble is wide, so that it has to scroll\");
}
```";

const MARKDOWN: &str = "# A heading
## A smaller one
### And one more

Text can be *emphasised*, **strong**, ***both***, ~~struck out~~ or `code`.
A line break in the text is a line break here.

> A quote
> of two lines.
>
> > And one within it.

1. first
2. second
   - with a point
   - and another
3. third

- [x] done
- [ ] to do

| Left | Middle | Right |
|:-----|:------:|------:|
| a | b | c |
| a longer cell | **strong** | 1,000 |

```python
def answer():
    return 42
```

Links: [with words](https://example.com), bare https://example.com/path?q=1, <https://example.org>, mail to
hello@example.com.

![A picture](https://example.com/picture.png)

---

Averylongwordwithoutanyplacetobreakitwhichhastobebrokenallthesameorelseitwouldleavethebubbleonitsrightside.

שלום, this line begins from the right.";

const HOSTILE: &str = "<script>window.hacked = true</script>

<img src=x onerror=\"window.hacked = true\"> <p class=\"overlay\">covered</p>

[click me](javascript:window.hacked=true) [and me](data:text/html,<script>1</script>)

![pixel](https://tracker.example/pixel.gif)";
