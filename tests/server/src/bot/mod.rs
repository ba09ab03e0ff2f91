//! The bot: echoes messages, and follows commands that produce the answers and failures that tests need.

mod citations;
pub(crate) mod conversation;
mod files;
mod sample_files;
mod texts;

use crate::chatbot::{Chatbot, DEMO_CHATBOT};
use crate::state::{Message, Server, StoredFile, TaskOutcome};
use crate::timestamp;
use files::{BotFile, FileAnswer};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// A message of the visitor.
#[derive(Debug, Clone)]
pub(crate) struct UserMessage {
    pub(crate) text: String,
    /// Whether the visitor has sent the same text before in the session.
    pub(crate) is_repeated: bool,
    /// Attached files with their ids.
    pub(crate) files: Vec<(StoredFile, i64)>,
    pub(crate) context: Value,
    /// The origin of the absolute URLs in the answer.
    pub(crate) base_url: String,
}

/// How the bot answers a message.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) think_ms: u64,
    /// Whether the message and the answer are stored in the history.
    pub(crate) is_stored: bool,
    reply: Reply,
    /// Another message, and its delay after the answer in milliseconds.
    follow_up: Option<(u64, String)>,
    ends_session: bool,
}

#[derive(Debug, Clone)]
enum Reply {
    Text(String),
    Files(FileAnswer),
    Failure {
        status: u16,
        message: String,
        has_status_field: bool,
    },
    /// The task never completes.
    Never,
    /// The answer has different timestamps in the history and in the task poll.
    WithTwoTimestamps(String),
}

/// Verbatim from the server, including the missing space.
const FAILED: &str = "Sorry something went wrong. This was likely an intermittent error related to load.Please try \
again, and wait a few minutes if this keeps happening.";
const INVALID_IMAGE: &str = "An attached image could not be processed. Supported types: GIF, JPEG, PNG, WEBP.";
const STORED_FAILURE: &str = "Sorry, something went wrong while processing your message. Please try again later";
/// The difference between the timestamps of [`Reply::WithTwoTimestamps`].
const TIMESTAMP_DIFFERENCE: chrono::TimeDelta = chrono::TimeDelta::milliseconds(1_033);

/// `metadata` of a message that a run of the bot produced.
pub(crate) fn run_metadata() -> Value {
    json!({
        "trace_info": [{ "trace_id": 14, "trace_url": "/a/live/traces/14/", "trace_provider": "ocs" }],
        "cited_files": [],
        "generated_files": [],
    })
}

/// Decides how to answer a message. The first word selects a command; any other message is echoed. The demo's chatbot answers with its
/// conversation instead of an echo.
pub(crate) fn plan(chatbot: &Chatbot, message: &UserMessage) -> Plan {
    let mut plan = Plan { think_ms: 0, is_stored: true, reply: Reply::Never, follow_up: None, ends_session: false };
    if !chatbot.visitor_allowed {
        plan.is_stored = false;
        plan.reply = Reply::Text("Sorry, you are not allowed to chat to this bot".to_owned());
    } else if !chatbot.enabled {
        // The channel was disabled during the session: the visitor's message is accepted, but not stored. The task returns the
        // channel's message, or fails if there is none.
        plan.is_stored = false;
        plan.reply = if chatbot.disabled_message.is_empty() {
            unknown_error()
        } else {
            Reply::WithTwoTimestamps(chatbot.disabled_message.clone())
        };
    } else if let Some(reply) = conversation::answer(message).filter(|_| chatbot.id == DEMO_CHATBOT) {
        plan.reply = reply;
    } else {
        follow_command(&mut plan, message, chatbot.id == DEMO_CHATBOT);
    }
    plan
}

fn follow_command(plan: &mut Plan, message: &UserMessage, is_demo: bool) {
    let mut words = message.text.split_whitespace();
    let command = words.next().unwrap_or_default().to_lowercase();
    let argument = words.next();
    let rest = message.text.split_once(char::is_whitespace).map(|(_, rest)| rest);
    let number = argument.and_then(|word| word.parse::<f64>().ok());
    let to_ms = |seconds: f64| (seconds.clamp(0.0, 3_600.0) * 1_000.0) as u64;
    let generated = |files| Reply::Files(FileAnswer::generating(files));
    plan.reply = match command.as_str() {
        "help" | "hello" | "hi" => Reply::Text(texts::HELP.to_owned()),
        "markdown" => Reply::Text(texts::MARKDOWN.to_owned()),
        "table" => Reply::Text(texts::TABLE.to_owned()),
        "code" => Reply::Text(texts::CODE.to_owned()),
        "long" => Reply::Text(long_answer(number.unwrap_or(12.0) as usize)),
        "hostile" => Reply::Text(texts::HOSTILE.to_owned()),
        "slow" => {
            plan.think_ms = to_ms(number.unwrap_or(5.0));
            Reply::Text("That took a while. Thank you for waiting.".to_owned())
        }
        "fail" => match number {
            Some(400.0) => Reply::Failure { status: 400, message: INVALID_IMAGE.to_owned(), has_status_field: true },
            _ if argument == Some("unknown") => unknown_error(),
            _ => server_failure(),
        },
        "file" => generated(vec![BotFile::new(rest.unwrap_or("report.csv"))]),
        "files" => generated(["report.csv", "chart.png", "voice.wav", "letter.pdf"].map(BotFile::new).to_vec()),
        "untyped" => generated(vec![
            BotFile::new(rest.unwrap_or("report.csv")).with_content_type(None),
            BotFile::new(rest.unwrap_or("report.csv")).with_content_type(Some("")),
        ]),
        "big" => {
            let megabytes = number.unwrap_or(5.0).clamp(0.0, 50.0);
            generated(vec![BotFile::with_size("big.zip", (megabytes * 1_000_000.0) as usize)])
        }
        "cite" => Reply::Files(citations::answer(argument).with_base_url(&message.base_url)),
        "never" => Reply::Never,
        "retimed" => Reply::WithTwoTimestamps("Stored at one time, told at another.".to_owned()),
        "later" => {
            let seconds = number.unwrap_or(10.0);
            plan.follow_up = Some((to_ms(seconds), "This is the message that I announced.".to_owned()));
            Reply::Text(format!("I will send another message in {seconds} seconds."))
        }
        "end" => {
            plan.ends_session = true;
            Reply::Text("This chat is closed now.".to_owned())
        }
        "context" => Reply::Text(if message.context.is_null() {
            "This page sent no context.".to_owned()
        } else {
            let context = serde_json::to_string_pretty(&message.context).unwrap_or_default();
            format!("This page sent this context:\n\n```json\n{context}\n```")
        }),
        "say" => Reply::Text(rest.unwrap_or_default().to_owned()),
        _ if is_demo => conversation::other_answer(message),
        _ => Reply::Text(echo(message)),
    };
}

fn server_failure() -> Reply {
    Reply::Failure { status: 500, message: FAILED.to_owned(), has_status_field: true }
}

fn unknown_error() -> Reply {
    Reply::Failure { status: 500, message: "Unknown error".to_owned(), has_status_field: false }
}

/// Stores the answer, completes the task, and sends the follow-up.
pub(crate) async fn carry_out(server: &Arc<Server>, session_id: &str, task_id: &str, plan: Plan) {
    let outcome = match plan.reply {
        Reply::Never => return,
        Reply::Text(text) if !plan.is_stored => TaskOutcome::UnstoredAnswer(text),
        Reply::Text(text) => {
            let message = bot_message(text, run_metadata());
            server.store_message(session_id, message.clone());
            TaskOutcome::Answer(message)
        }
        Reply::Files(answer) => {
            let message = answer.into_message(server, session_id);
            server.store_message(session_id, message.clone());
            TaskOutcome::Answer(message)
        }
        Reply::WithTwoTimestamps(text) => {
            let message = bot_message(text, run_metadata());
            server.store_message(session_id, message.clone());
            TaskOutcome::Answer(Message { created_at: message.created_at + TIMESTAMP_DIFFERENCE, ..message })
        }
        Reply::Failure { status, message, has_status_field } => {
            let stored = Message { tags: Vec::new(), ..bot_message(STORED_FAILURE.to_owned(), json!({})) };
            server.store_message(session_id, stored);
            TaskOutcome::Failure { status, message, has_status_field }
        }
    };
    {
        let mut state = server.state();
        if let Some(task) = state.tasks.get_mut(task_id) {
            task.outcome = Some(outcome);
        }
        if plan.ends_session
            && let Some(session) = state.sessions.get_mut(session_id)
        {
            session.has_ended = true;
        }
    }
    if let Some((delay_ms, text)) = plan.follow_up {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
        send_unprompted(server, session_id, &text);
    }
}

/// Stores a message of the bot that answers no message of the visitor.
pub(crate) fn send_unprompted(server: &Server, session_id: &str, text: &str) {
    let mut metadata = run_metadata();
    if let Some(fields) = metadata.as_object_mut() {
        fields.insert("direct_to_user".to_owned(), json!(true));
    }
    server.store_message(session_id, bot_message(text.to_owned(), metadata));
}

fn bot_message(content: String, metadata: Value) -> Message {
    Message {
        created_at: timestamp::now(),
        role: "assistant",
        content,
        metadata,
        tags: vec!["v1".to_owned()],
        attachments: Vec::new(),
    }
}

fn echo(message: &UserMessage) -> String {
    let mut reply = format!("You said: {}", message.text);
    if !message.files.is_empty() {
        reply.push_str("\n\nI received:\n");
        for (file, _) in &message.files {
            reply.push_str(&format!(
                "\n- **{}**, {} bytes, {}",
                file.name,
                file.bytes.len(),
                file.content_type.as_deref().unwrap_or_default()
            ));
        }
    }
    reply
}

fn long_answer(paragraphs: usize) -> String {
    let sentence = "A long answer is read from its start, and the view stays there while it is read.";
    let paragraph = [sentence; 4].join(" ");
    (1..=paragraphs.min(500)).map(|number| format!("**{number}.** {paragraph}")).collect::<Vec<_>>().join("\n\n")
}
