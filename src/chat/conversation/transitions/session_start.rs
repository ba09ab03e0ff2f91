//! Starts sessions, with an access token if the page provides one. A rejected token is replaced once.

use crate::api::{ApiError, SessionCredentials, StartResponse};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::{Effect, RequestId};
use crate::chat::model::failure::Failure;
use crate::chat::model::public_event::PublicEvent;
use crate::chat::model::session::Session;
use crate::chat::model::time::Millis;
use crate::chat::model::timestamp::unix_ms;

impl Conversation {
    /// Requests a session, unless such a request is under way.
    pub(in crate::chat::conversation) fn start_session(&mut self) {
        if !self.requests.is_pending(&Pending::StartSession) {
            let request = self.requests.begin(Pending::StartSession);
            self.session_start.begin();
            self.effects.push(Effect::StartSession(request));
        }
    }

    /// The server has rejected the access token.
    pub(in crate::chat::conversation) fn on_bearer_rejected(
        &mut self,
        request: RequestId,
        error: ApiError,
        time: Millis,
    ) {
        if self.requests.get(request).is_none() {
            return;
        }
        if self.session_start.renew_bearer() {
            self.effects.push(Effect::RepeatStart(request));
        } else {
            self.requests.finish(request);
            self.on_session_started(Err(error), time);
        }
    }

    pub(in crate::chat::conversation) fn on_session_started(
        &mut self,
        result: Result<StartResponse, ApiError>,
        time: Millis,
    ) {
        let unanswered = result.as_ref().err().filter(|error| error.has_unknown_outcome());
        if self.session_start.end(unanswered.is_none())
            && let Some(error) = unanswered
        {
            self.warn(error);
        }
        match result {
            Ok(start) => {
                self.connectivity.on_response();
                self.chatbot_name = start.chatbot.name;
                self.effects.push(Effect::Emit(PublicEvent::SessionStarted(start.session_id.clone())));
                self.update_consent(start.consent);
                let credentials = SessionCredentials { session: start.session_id, token: start.session_token };
                let expires_at = start.expires_at.as_deref().and_then(unix_ms).unwrap_or(0.0);
                self.session.replace(Some(Session { expires_at, ..Session::new(credentials) }));
                self.renewal.reset(time);
                self.is_catching_up = false;
                self.poll_schedule.on_session_started(time);
                self.storage_sync.mark_changed();
            }
            // If the server has started a session anyway, it is empty and harmless, so the start is simply repeated.
            Err(error) if self.postpone_if_transient(&error, time) => {}
            Err(error) => {
                self.warn(&error);
                // All waiting messages would be refused for the same reason.
                self.fail_waiting(&Failure::of_refused_start(&error));
            }
        }
    }
}
