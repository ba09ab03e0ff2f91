//! Consent: submits the visitor's agreement, and blocks the outbox until the server has confirmed it.

use crate::api::{ApiError, Consent, SessionCredentials};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::failure::Failure;
use crate::chat::model::time::Millis;

impl Conversation {
    /// Whether the visitor has yet to agree, or the agreement is being submitted.
    pub(in crate::chat::conversation) fn is_waiting_for_consent(&self) -> bool {
        let is_blocked = |form_version_id| {
            !self.consent.has_agreed_to(form_version_id) || self.requests.is_pending(&Pending::Consent)
        };
        self.consent.required_form_version().is_some_and(is_blocked)
    }

    /// Submits the visitor's agreement to the server, if there is one and it is not being submitted already.
    pub(in crate::chat::conversation) fn submit_consent(
        &mut self,
        credentials: SessionCredentials,
        form_version_id: i64,
    ) {
        if !self.is_waiting_for_consent() {
            let request = self.requests.begin(Pending::Consent);
            self.effects.push(Effect::SubmitConsent { request, credentials, form_version_id });
        }
    }

    pub(in crate::chat::conversation) fn agree(&mut self, form_version_id: i64) {
        self.consent.agree(form_version_id);
        self.storage_sync.mark_changed();
    }

    /// Replaces the form with the one in a response; `None` if the server requires no consent, or no more.
    pub(in crate::chat::conversation) fn update_consent(&mut self, form: Option<Consent>) {
        if self.consent.update(form) {
            self.storage_sync.mark_changed();
        }
    }

    /// Handles a message that the server has refused for lack of consent: the visitor has to agree again.
    pub(in crate::chat::conversation) fn on_consent_missing(&mut self, form: Option<Consent>) {
        self.revoke_consent(form);
        if self.consent.required_form_version().is_none() {
            // The response has no form to agree to.
            self.warn(&ApiError::ConsentRequired(None));
            self.fail_waiting(&Failure::Unavailable(None));
        }
    }

    pub(in crate::chat::conversation) fn on_consent_submitted(&mut self, result: Result<(), ApiError>, time: Millis) {
        match result {
            Ok(()) => {
                self.on_accepted();
                self.update_consent(None);
            }
            Err(error) if self.postpone_if_transient(&error, time) => {}
            Err(error) if self.renew_token_to_retry(&error, None) => {}
            Err(error) if self.replace_lost_session(&error, None, None) => {}
            // The form has changed.
            Err(ApiError::ConsentRequired(form)) => self.revoke_consent(form),
            Err(error) => {
                self.warn(&error);
                self.consent.revoke();
                self.fail_waiting(&Failure::of_refusal(&error));
            }
        }
    }

    fn revoke_consent(&mut self, form: Option<Consent>) {
        self.consent.revoke();
        self.storage_sync.mark_changed();
        self.update_consent(form);
    }
}
