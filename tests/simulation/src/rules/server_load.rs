//! Rule 4: the load on the server. Polls keep their intervals, hidden tabs poll only tasks, and rarely, and `Retry-After` is
//! respected.

use crate::plan::Millis;
use crate::state::{PageId, State, session_of};
use crate::violation::{SERVER_LOAD, Violation, broken};
use ocs_chat::api::ApiError;
use ocs_chat::chat::{DeliveryStatus, Effect, Entry, Event, RequestId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// The most requests that the server accepts for one session in five minutes.
const MAX_REQUESTS: usize = 300;

/// The key of the rate limit for renewals of tokens: the server limits these by the OAuth application of the bearer token,
/// and other requests by session.
const TOKEN_RENEWALS: &str = "renewals of tokens";

/// The requests for one session.
#[derive(Debug, Clone, Default)]
struct SessionLoad {
    requests: VecDeque<Millis>,
    /// When the last poll of the session was started; `None` if the history contains more messages.
    last_poll_at: Option<Millis>,
    /// When the last renewal of its token began.
    last_renewal_at: Option<Millis>,
    /// When each task was last polled.
    tasks: BTreeMap<String, Millis>,
    /// Extra polls for an answer whose task is unknown.
    answer_checks: usize,
}

/// The requests of all pages.
#[derive(Debug, Clone, Default)]
pub(super) struct ServerLoad {
    /// By session.
    sessions: BTreeMap<String, SessionLoad>,
    /// Requests under way, and the key of their rate limit: the session, an empty text for starts of sessions, or
    /// [`TOKEN_RENEWALS`].
    requests: BTreeMap<(PageId, RequestId), String>,
    /// Starts of sessions that were repeated with a new token.
    repeated_starts: BTreeSet<(PageId, RequestId)>,
    /// The end of `Retry-After`, by page and by the key of the rate limit, as in `requests`.
    limited_until: BTreeMap<(PageId, String), Millis>,
    /// When a tab was last visible.
    last_visible: Millis,
}

impl ServerLoad {
    pub(super) fn note_visible(&mut self, now: Millis) {
        self.last_visible = now;
    }

    /// Checks a request before it is sent. `may_have_lost_times`: storage has failed or the clock has jumped, so
    /// that the intervals of polls and renewals are not checked.
    pub(super) fn before_request(
        &mut self,
        state: &State,
        tab: usize,
        effect: &Effect,
        may_have_lost_times: bool,
    ) -> Result<(), Violation> {
        let now = state.now;
        let Some(page) = state.page_in(tab) else { return Ok(()) };
        // Each session has its own rate limit, and so do the start of sessions and the renewal of tokens.
        let rate_limit_key = match effect {
            Effect::RenewSessionToken { .. } => TOKEN_RENEWALS.to_owned(),
            _ => session_of(effect).map(|credentials| credentials.session.clone()).unwrap_or_default(),
        };
        let limit = self.limited_until.get(&(page.id, rate_limit_key.clone()));
        if let Some(until) = limit.filter(|until| now < **until) {
            return broken(SERVER_LOAD, format!("{effect:?} {} ms before the end of Retry-After", until - now));
        }
        if let Effect::RepeatStart(request) = effect
            && !self.repeated_starts.insert((page.id, *request))
        {
            return broken(SERVER_LOAD, format!("start {} is repeated twice with a new access token", request.0));
        }
        if let Effect::RenewSessionToken { session, needs_new_access_token: false, .. } = effect {
            let load = self.sessions.entry(session.clone()).or_default();
            if let Some(last) =
                load.last_renewal_at.replace(now).filter(|last| now < last + 30_000 && !may_have_lost_times)
            {
                return broken(SERVER_LOAD, format!("the session token is renewed again after {} ms", now - last));
            }
        }
        if let Some(request) = request_id(effect) {
            self.requests.insert((page.id, request), rate_limit_key);
        }
        // The delivery check of a message is part of sending it.
        let is_unconfirmed = |entry: &Arc<Entry>| {
            entry.outgoing().is_some_and(|outgoing| outgoing.status == DeliveryStatus::Unconfirmed)
        };
        let is_verifying = page.tab.conversation().entries().iter().any(is_unconfirmed);
        // A hidden leader continues for a visible tab until it can hand over.
        let is_hidden = now > self.last_visible + 35_000;
        if is_hidden && matches!(effect, Effect::PollSession { .. }) && !is_verifying {
            return broken(SERVER_LOAD, format!("{effect:?} though no tab is visible"));
        }
        let Some(credentials) = session_of(effect) else { return Ok(()) };
        let load = self.sessions.entry(credentials.session.clone()).or_default();
        load.requests.push_back(now);
        while load.requests.front().is_some_and(|at| at + 300_000 < now) {
            load.requests.pop_front();
        }
        if load.requests.len() > MAX_REQUESTS {
            return broken(SERVER_LOAD, format!("{} requests in five minutes", load.requests.len()));
        }
        if let Effect::PollTask { task, .. } = effect
            && let Some(last) = load.tasks.insert(task.clone(), now)
            && is_hidden
            && now < last + 10_000
            && !may_have_lost_times
        {
            return broken(
                SERVER_LOAD,
                format!("{effect:?} {} ms after the last though no tab is visible", now - last),
            );
        }
        if matches!(effect, Effect::PollSession { .. })
            && let Some(last) = load.last_poll_at.replace(now)
            && now < last + 30_000
            && !is_verifying
            && !may_have_lost_times
        {
            // An answer whose task is unknown may be looked up a few times.
            load.answer_checks += 1;
            if load.answer_checks > 4 * state.server.accepted.len() {
                return broken(SERVER_LOAD, format!("polled again after {} ms", now - last));
            }
        }
        Ok(())
    }

    /// Notes the response that a page is about to handle.
    pub(super) fn before_event(&mut self, now: Millis, page: PageId, event: &Event) {
        let Some((request, error)) = response(event) else { return };
        let Some(rate_limit_key) = self.requests.remove(&(page, request)) else { return };
        if let Some(ApiError::RateLimited(Some(wait)) | ApiError::Server(_, Some(wait))) = error {
            self.limited_until.insert((page, rate_limit_key), now + wait);
        } else if let Event::SessionPolled(_, result) = event {
            // A poll that was refused because the token has expired is repeated.
            let is_repeated = match result {
                Ok(messages) => messages.has_more,
                Err(error) => *error == ApiError::SessionExpired,
            };
            let load = self.sessions.entry(rate_limit_key).or_default();
            load.last_poll_at = load.last_poll_at.filter(|_| !is_repeated);
        }
    }
}

fn request_id(effect: &Effect) -> Option<RequestId> {
    match effect {
        Effect::StartSession(request)
        | Effect::RepeatStart(request)
        | Effect::RenewSessionToken { request, .. }
        | Effect::UploadFiles { request, .. }
        | Effect::SendMessage { request, .. }
        | Effect::SubmitConsent { request, .. }
        | Effect::DownloadFile { request, .. }
        | Effect::PollTask { request, .. }
        | Effect::PollSession { request, .. } => Some(*request),
        _ => None,
    }
}

/// The request that an event responds to, and its error if it has failed.
fn response(event: &Event) -> Option<(RequestId, Option<&ApiError>)> {
    match event {
        Event::SessionStarted(id, result) => Some((*id, result.as_ref().err())),
        Event::BearerRejected(id, error) => Some((*id, Some(error))),
        Event::SessionTokenRenewed(id, result) => Some((*id, result.as_ref().err())),
        Event::FilesUploaded(id, result) => Some((*id, result.as_ref().err())),
        Event::FileDownloaded(id, result) => Some((*id, result.as_ref().err())),
        Event::ConsentSubmitted(id, result) => Some((*id, result.as_ref().err())),
        Event::MessageSent(id, result) => Some((*id, result.as_ref().err())),
        Event::TaskPolled(id, result) => Some((*id, result.as_ref().err())),
        Event::SessionPolled(id, result) => Some((*id, result.as_ref().err())),
        _ => None,
    }
}
