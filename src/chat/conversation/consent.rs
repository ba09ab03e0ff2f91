//! What the visitor has to agree to before the bot may be spoken to.
//!
//! A message waits until that is done, and goes by itself then. What has been agreed to once is not asked again: servers
//! know visitors by session only, so another session is told of it without a question.

use crate::api::{ApiError, Consent, SessionCredentials};
use crate::chat::conversation::sessions::refusal;
use crate::chat::conversation::state_machine::{Conversation, Pending};
use crate::chat::model::entry::{Failure, Sending};
use crate::chat::model::protocol::{Effect, Millis};

impl Conversation {
    /// What the visitor is to be asked to agree to now: nothing before there is a message that waits for it.
    #[must_use]
    pub fn asks_consent(&self) -> Option<&Consent> {
        let is_waited_for =
            self.head().and_then(|id| self.outgoing(id)).is_some_and(|head| head.sending == Sending::Waiting);
        let asked = self.consent.as_ref().filter(|consent| is_waited_for && self.agreed != consent.form_version_id);
        asked.filter(|_| self.missing_consent().is_some())
    }

    /// The wording that the current session still wants agreement to.
    pub(in crate::chat) fn missing_consent(&self) -> Option<i64> {
        self.consent.as_ref().filter(|consent| consent.required)?.form_version_id
    }

    /// Whether messages wait for the visitor's agreement, or for the server to take note of it.
    pub(in crate::chat) fn is_held(&self) -> bool {
        self.missing_consent().is_some_and(|form| self.agreed != Some(form) || self.is_pending(&Pending::Consent))
    }

    /// Tells the server of what has been agreed to.
    pub(in crate::chat) fn tell_consent(&mut self, access: SessionCredentials, form: i64) {
        if !self.is_held() {
            let request = self.request(Pending::Consent);
            self.effects.push(Effect::Consent { request, access, form });
        }
    }

    pub(in crate::chat) fn agree(&mut self, form: i64) {
        self.agreed = Some(form);
        self.changed = true;
    }

    /// What the server says of it with another answer.
    pub(in crate::chat) fn hear_consent(&mut self, consent: Option<Consent>) {
        let consent = consent.filter(|consent| consent.required);
        if self.consent != consent {
            self.consent = consent;
            self.changed = true;
        }
    }

    /// A message was refused for want of agreement. Nothing that was thought to be agreed to is.
    pub(in crate::chat) fn refused_for_consent(&mut self, consent: Option<Consent>) {
        self.agreed = None;
        self.changed = true;
        self.hear_consent(consent);
        if self.missing_consent().is_none() {
            // Nobody says to what.
            self.fail_waiting(&Failure::Rejected);
        }
    }

    pub(in crate::chat) fn consented(&mut self, result: Result<(), ApiError>, time: Millis) {
        match result {
            Ok(()) => {
                self.answered();
                self.hear_consent(None);
            }
            Err(error) if self.failed_for_now(&error, time) => {}
            Err(error) if self.lost_session(&error, None, None) => {}
            // The wording has changed.
            Err(ApiError::ConsentRequired(consent)) => {
                self.agreed = None;
                self.changed = true;
                self.hear_consent(consent);
            }
            Err(error) => {
                self.warn(&error);
                self.agreed = None;
                self.fail_waiting(&refusal(&error));
            }
        }
    }
}
