//! The conversation of the demo. Where the demo page is published without a server, its script gives the same answers.

use super::files::BotFile;
use super::{FileAnswer, Reply, UserMessage};
use serde::Deserialize;
use std::sync::LazyLock;

const FILES: [(&str, &[u8]); 3] = [
    ("vaccination-leaflet.pdf", include_bytes!("../../../../www/demo/files/vaccination-leaflet.pdf")),
    ("floor-plan.png", include_bytes!("../../../../www/demo/files/floor-plan.png")),
    ("opening-hours.csv", include_bytes!("../../../../www/demo/files/opening-hours.csv")),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Conversation {
    chatbot: String,
    answers: Vec<Answer>,
    received: String,
    otherwise: String,
    think_ms: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    /// The message.
    to: String,
    text: String,
    files: Vec<String>,
    /// Whether the text cites the files.
    cites: bool,
    /// Whether the first attempt to answer fails.
    fails_first: bool,
}

/// Parsed from the file that the demo page also reads. A test checks that it can be parsed.
static CONVERSATION: LazyLock<Conversation> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../www/demo/chat-api/conversation.json")).unwrap_or_default()
});

/// Display name of the demo's chatbot.
pub(crate) fn chatbot_name() -> String {
    CONVERSATION.chatbot.clone()
}

/// Milliseconds that the demo's chatbot takes to answer.
pub(crate) fn think_ms() -> u64 {
    CONVERSATION.think_ms
}

fn normalize(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The answer to a message of the conversation.
pub(super) fn answer(message: &UserMessage) -> Option<Reply> {
    let wanted = normalize(&message.text);
    let answer = CONVERSATION.answers.iter().find(|answer| normalize(&answer.to) == wanted)?;
    Some(if answer.fails_first && !message.is_repeated {
        super::server_failure()
    } else if answer.files.is_empty() {
        Reply::Text(answer.text.clone())
    } else {
        let files = answer.files.iter().filter_map(|name| FILES.iter().find(|(other, _)| other == name));
        let files = files.map(|(name, content)| BotFile::with_content(name, content)).collect();
        Reply::Files(FileAnswer::new(answer.text.clone(), files, answer.cites))
    })
}

/// The answer to any other message.
pub(super) fn other_answer(message: &UserMessage) -> Reply {
    let names: Vec<_> = message.files.iter().map(|(file, _)| file.name.as_str()).collect();
    Reply::Text(if names.is_empty() {
        CONVERSATION.otherwise.clone()
    } else {
        CONVERSATION.received.replace("{files}", &names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::Value;

    #[test]
    fn conversation_has_an_answer_to_each_of_its_messages_and_only_known_files() {
        let file: Value =
            serde_json::from_str(include_str!("../../../../www/demo/chat-api/conversation.json")).unwrap();
        let scripts = file.get("script").unwrap().as_object().unwrap();
        let messages: Vec<_> = scripts.values().flat_map(|list| list.as_array().unwrap()).collect();
        assert!(messages.len() > 5);
        for message in messages {
            let answered = CONVERSATION.answers.iter().any(|answer| message == &answer.to);
            assert!(answered, "{message}");
        }
        let mut named = CONVERSATION.answers.iter().flat_map(|answer| &answer.files);
        assert!(named.all(|name| FILES.iter().any(|(file, _)| file == name)));
        assert!(CONVERSATION.think_ms > 0 && !CONVERSATION.chatbot.is_empty());
    }
}
