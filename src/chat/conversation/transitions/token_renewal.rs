//! Renews the session's token: requests wait for the renewal, and refused ones are repeated.

use crate::api::{ApiError, RenewResponse};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{DeliveryStatus, EntryId};
use crate::chat::model::event::Event;
use crate::chat::model::time::{Millis, Now};
use crate::chat::model::timestamp::unix_ms;
use crate::chat::timing::intervals_and_limits::MAX_RENEWAL_ATTEMPTS;

/// After this many failed renewals, the session counts as expired if the page's function for access tokens failed last.
const MAX_TOKEN_PROVIDER_FAILURES: u32 = 2;

impl Conversation {
    /// Starts renewing the token of the session if the renewal is due. `is_request_due`: whether a request is about to
    /// be made.
    pub(in crate::chat::conversation) fn advance_renewal(&mut self, is_request_due: bool, now: Now) {
        let Some(session) = self.session.get() else { return };
        // After the end of the session, the request that is due starts another session.
        let (expires_at, is_request_due) = (session.expires_at, is_request_due && !session.ended);
        if !self.requests.is_pending(&Pending::RenewSessionToken)
            && self.renewal.try_begin(is_request_due, expires_at, now)
        {
            self.session.on_renewal_begun(now.wall);
            self.request_renewal(false);
        }
    }

    fn request_renewal(&mut self, needs_new_access_token: bool) {
        if let Some(credentials) = self.session.credentials().cloned() {
            let request = self.requests.begin(Pending::RenewSessionToken);
            self.storage_sync.mark_unsynced();
            self.effects.push(Effect::RenewSessionToken {
                request,
                session: credentials.session,
                needs_new_access_token,
            });
        }
    }

    /// Whether requests of the session wait for another token.
    pub(in crate::chat::conversation) fn is_waiting_for_token(&self) -> bool {
        self.session.get().is_some()
            && (self.renewal.is_needed() || self.requests.is_pending(&Pending::RenewSessionToken))
    }

    pub(in crate::chat::conversation) fn renewal_due(&self) -> Option<Millis> {
        (!self.requests.is_pending(&Pending::RenewSessionToken)).then(|| self.renewal.due())
    }

    /// Requests another token for this session (the current one if `None`) if its token has expired. Returns whether it did, so that
    /// the caller repeats the refused request. A session that the page provides and that was closed for lack of a token stays
    /// closed.
    pub(in crate::chat::conversation) fn renew_token_to_retry(
        &mut self,
        error: &ApiError,
        session: Option<&str>,
    ) -> bool {
        *error == ApiError::SessionExpired
            && self.is_current_session(session)
            && !(self.session.is_provided() && self.session.open_credentials().is_none())
            && (!self.requests.last_response_had_current_token() || self.renewal.on_refused())
    }

    /// Whether a request of this session (`None`: of whichever is current) belongs to the current one.
    pub(in crate::chat::conversation) fn is_current_session(&self, session: Option<&str>) -> bool {
        let current = self.session.credentials().map(|credentials| credentials.session.as_str());
        session.is_none_or(|session| current == Some(session))
    }

    pub(in crate::chat::conversation) fn on_token_renewed(
        &mut self,
        result: Result<RenewResponse, ApiError>,
        now: Now,
    ) {
        let time = now.monotonic;
        match result {
            Ok(RenewResponse { session_token, expires_at }) => {
                self.connectivity.on_response();
                let expires_at = expires_at.as_deref().and_then(unix_ms).unwrap_or(0.0);
                self.adopt_token(session_token, self.renewal.plausible_expiry(expires_at, now));
            }
            Err(error) if error.may_reject_token() && self.renewal.try_begin_refresh() => self.request_renewal(true),
            Err(error) if self.may_still_renew(&error) && self.postpone_if_transient(&error, time) => {}
            Err(ApiError::TokenUnavailable) if self.renewal.on_failed(MAX_TOKEN_PROVIDER_FAILURES) => {
                self.warn(&ApiError::TokenUnavailable);
            }
            Err(error) => {
                // No warning: the page may have no access token, and servers before September 2026 lack the endpoint.
                if !matches!(error, ApiError::SessionExpired | ApiError::RateLimited(_) | ApiError::Rejected(404))
                    && !error.has_unknown_outcome()
                {
                    self.warn(&error);
                }
                let was_awaited = self.renewal.give_up();
                if !was_awaited {
                    // Requests continue with the current token.
                    return self.renewal.postpone(&error, time);
                }
                self.give_up_refused_downloads(time);
                if self.can_restart() {
                    // The session stays ended. Everything that needs its token is given up.
                    self.fail_tasks();
                    return self.give_up_delivery_check();
                }
                let id = self.transcript.next_outgoing();
                let is_waiting = |id: &EntryId| {
                    self.transcript.outgoing(*id).is_some_and(|outgoing| outgoing.status == DeliveryStatus::Waiting)
                };
                let id = id.filter(is_waiting);
                self.replace_lost_session(&ApiError::SessionExpired, None, id);
            }
        }
    }

    /// Whether requests continue to wait for another token after a failed renewal.
    fn may_still_renew(&mut self, error: &ApiError) -> bool {
        match error {
            // The error may be permanent.
            ApiError::Server(..) | ApiError::Malformed => self.renewal.on_failed(MAX_RENEWAL_ATTEMPTS),
            // Without a connection nothing else could be sent either.
            _ => self.renewal.is_needed(),
        }
    }

    /// Uses this token for further requests of the session. `expires_at` is 0 if unknown.
    pub(in crate::chat::conversation) fn adopt_token(&mut self, token: String, expires_at: f64) {
        self.requests.on_token_renewed();
        self.renewal.on_renewed();
        if let Some(credentials) = self.session.set_token(token, expires_at) {
            self.tasks.set_credentials(&credentials);
        }
        // Not `mark_changed`: a renewal does not count as a use of the conversation.
        self.storage_sync.mark_unsynced();
    }

    /// Reads the server's clock, by which tokens expire, from the messages of a response.
    pub(in crate::chat::conversation) fn observe_clock(&mut self, event: &Event, now: Now) {
        let message = match event {
            Event::TaskPolled(_, Ok(response)) => response.message.as_ref(),
            // An answer has just been written. The history can be old, so it is used only once the clock is known from an answer.
            Event::SessionPolled(_, Ok(page)) if self.renewal.is_clock_known() => page.messages.last(),
            _ => None,
        };
        if let Some(created_at) = message.and_then(|message| unix_ms(&message.created_at)) {
            self.renewal.observe_clock(created_at, now);
        }
    }

    /// The server has accepted a request of the session.
    pub(in crate::chat::conversation) fn on_accepted(&mut self) {
        self.connectivity.on_response();
        if self.requests.last_response_had_current_token() {
            self.renewal.on_accepted();
        }
    }
}
