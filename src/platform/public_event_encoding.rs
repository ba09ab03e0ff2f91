//! The form of public events: their names and messages, as the page's listeners receive them.

use crate::api::Client;
use crate::chat::PublicEvent;
use wasm_bindgen::JsValue;

/// The name, the message and the session of an event. `client` has the messages of the bot as the server sent them.
pub(super) fn encode<'a>(event: &'a PublicEvent, client: &Client) -> (&'static str, JsValue, &'a str) {
    match event {
        PublicEvent::SessionStarted(session) => ("session:started", JsValue::UNDEFINED, session),
        PublicEvent::SessionEnded(session) => ("session:ended", JsValue::UNDEFINED, session),
        PublicEvent::MessageSent { text, session } => ("message:sent", text.into(), session),
        PublicEvent::MessageReceived { message, session } => ("message:received", client.raw_message(message), session),
    }
}
