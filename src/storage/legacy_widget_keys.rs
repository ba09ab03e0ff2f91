//! The storage keys of open-chat-studio-widget, the legacy widget: reads and removes its conversation with a chatbot.

use super::key_value::KeyValueStore;
use crate::api::WireMessage;
use crate::chat::LegacyWidgetState;
use crate::json;

/// The kinds of values that it stores.
const KINDS: [&str; 6] = ["session", "messages", "activity", "token", "token-expires", "consent"];

/// Whether there is a session to continue.
pub(super) fn has_session(storage: &impl KeyValueStore, chatbot_id: &str) -> bool {
    get(storage, chatbot_id, "session").is_some()
}

/// The stored conversation. `parse_time_ms` is `Date.parse`.
pub(super) fn load(
    storage: &impl KeyValueStore,
    chatbot_id: &str,
    parse_time_ms: fn(&str) -> f64,
) -> Option<LegacyWidgetState> {
    let session_id = get(storage, chatbot_id, "session").filter(|id| !id.is_empty());
    let agreed = get(storage, chatbot_id, "consent").and_then(|form| json::parse(&form));
    if session_id.is_none() && agreed.is_none() {
        return None;
    }
    // The server has the messages as well, so unreadable ones are no loss.
    let messages = get(storage, chatbot_id, "messages").and_then(|text| json::parse::<Vec<WireMessage>>(&text));
    let time = |kind| {
        let time = get(storage, chatbot_id, kind).map_or(0.0, |time| parse_time_ms(&time));
        if time.is_nan() { 0.0 } else { time }
    };
    let session_token = get(storage, chatbot_id, "token");
    Some(LegacyWidgetState {
        session_id,
        session_token,
        expires_at: time("token-expires"),
        messages: messages.unwrap_or_default(),
        last_activity_at: time("activity"),
        agreed,
    })
}

/// Removes the conversation, after it has been stored in the form of this widget.
pub(super) fn remove(storage: &impl KeyValueStore, chatbot_id: &str) {
    for kind in KINDS {
        let _ = storage.remove(&key(chatbot_id, kind));
    }
}

fn get(storage: &impl KeyValueStore, chatbot_id: &str, kind: &str) -> Option<String> {
    storage.get(&key(chatbot_id, kind)).ok().flatten()
}

fn key(chatbot_id: &str, kind: &str) -> String {
    let mut key = "ocs-chat-".to_owned();
    key.push_str(kind);
    key.push('-');
    key.push_str(chatbot_id);
    key
}
