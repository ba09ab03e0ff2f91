//! The network: requests on their way to the server, responses on their way back, and the faults of both. Also chooses how long a
//! worker takes to store an accepted message; `deliveries.rs` checks what follows from that.

use super::deliveries::DELIVERY_CHECK_WINDOW_MS;
use super::plan::{FAULTS_END_MS, Fault};
use super::state::PageId;
use super::violation::Violation;
use super::world::{Request, ScheduledEvent, World};
use fastrand::Rng;
use ocs_chat::api::ApiError;
use ocs_chat::chat::{Effect, Event};

impl World {
    /// Random numbers that depend only on the seed and a request, so that shrinking a plan does not change other requests.
    fn request_rng(&self, request: u32) -> Rng {
        Rng::with_seed(self.plan.seed.wrapping_mul(31).wrapping_add(u64::from(request)))
    }

    pub(super) fn send(&mut self, page: PageId, effect: Effect) -> Result<(), Violation> {
        // Downloads are numbered separately, so that they do not shift the faults of other requests.
        let counter = if effect.is_download() { &mut self.downloads } else { &mut self.requests };
        let number = *counter;
        *counter += 1;
        let fault = self.plan.faults.get(&number).copied().filter(|_| self.state.now < FAULTS_END_MS);
        if let Some(fault) = fault {
            self.note(|| format!("            fault: {fault:?}"));
        }
        self.rules.before_request(&self.state, page.tab, &effect)?;
        if effect.is_download() && self.state.page_in(page.tab).is_some_and(|page| !page.tab.is_leader()) {
            self.count("file is downloaded by a follower");
        }
        let mut rng = self.request_rng(number);
        let mut extra_delay = if let Some(Fault::Slow(more)) = fault { u64::from(more) } else { 0 };
        if matches!(effect, Effect::UploadFiles { .. }) && rng.u32(0..4) == 0 {
            // Large files take a long time.
            extra_delay += rng.u64(10_000..60_000);
        }
        let (request_delay, response_delay) = (rng.u64(5..200) + extra_delay, rng.u64(5..200) + extra_delay);
        let is_refreshed =
            matches!(effect, Effect::RepeatStart(_) | Effect::RenewSessionToken { needs_new_access_token: true, .. });
        let new_token = is_refreshed.then_some(self.state.server.access_token);
        let Some(sender) = self.state.page(page) else { return Ok(()) };
        sender.access_token = new_token.unwrap_or(sender.access_token);
        let (aborts, access_token) = (sender.aborts, sender.access_token);
        let request = Box::new(Request { page, aborts, number, effect, access_token, fault, response_delay });
        if !self.is_online || fault == Some(Fault::RequestLost) {
            let event = failure_event(&request.effect, ApiError::Network);
            self.schedule_within(5..300, ScheduledEvent::ResponseArrives(page, aborts, Box::new(event)));
        } else {
            self.schedule(self.state.now + request_delay, ScheduledEvent::RequestArrives(request));
        }
        Ok(())
    }

    /// A request has arrived at the server.
    pub(super) fn respond(&mut self, request: Request) -> Result<(), Violation> {
        let refusal = match request.fault {
            Some(Fault::ServerError) => Some(ApiError::Server(503, None)),
            Some(Fault::Overloaded(seconds)) => Some(ApiError::Server(503, Some(u64::from(seconds) * 1_000))),
            Some(Fault::RateLimited(seconds)) => Some(ApiError::RateLimited(Some(u64::from(seconds) * 1_000))),
            Some(Fault::Refused) => Some(ApiError::Rejected(400)),
            _ => None,
        };
        let mut event = match refusal {
            Some(error) => failure_event(&request.effect, error),
            None => self.execute(&request),
        };
        match request.fault {
            Some(Fault::ResponseLost) => event = failure_event(&request.effect, ApiError::Network),
            Some(Fault::Timeout) => event = failure_event(&request.effect, ApiError::Timeout),
            Some(Fault::ServerErrorAfterExecution) => {
                event = failure_event(&request.effect, ApiError::Server(502, None))
            }
            Some(Fault::Malformed) => event = failure_event(&request.effect, ApiError::Malformed),
            _ => {}
        }
        let delay = if request.fault == Some(Fault::Timeout) { 30_000 } else { request.response_delay };
        if !self.is_online {
            event = failure_event(&request.effect, ApiError::Network);
        }
        let response = ScheduledEvent::ResponseArrives(request.page, request.aborts, Box::new(event));
        self.schedule(self.state.now + delay, response);
        Ok(())
    }

    /// The server executes a request.
    fn execute(&mut self, request: &Request) -> Event {
        let now = self.state.now;
        // Independent of the delays that were drawn when the request was sent.
        let mut rng = self.request_rng(request.number + 10_000);
        let server = &mut self.state.server;
        match request.effect.clone() {
            Effect::StartSession(id) | Effect::RepeatStart(id) => match server.start(now, request.access_token) {
                Err(error) if error.may_reject_token() => Event::BearerRejected(id, error),
                result => Event::SessionStarted(id, result),
            },
            Effect::RenewSessionToken { request: id, session, .. } => {
                let renewed = server.renew(now, &session, request.access_token);
                self.count(if renewed.is_ok() { "session token is renewed" } else { "session token is not renewed" });
                Event::SessionTokenRenewed(id, renewed)
            }
            Effect::UploadFiles { request: id, credentials, files } => {
                let result = if files.iter().all(|file| self.files.contains(file)) {
                    server.upload(now, &credentials, files.len())
                } else {
                    Err(ApiError::AttachmentsGone)
                };
                Event::FilesUploaded(id, result)
            }
            Effect::SubmitConsent { request: id, credentials, form_version_id } => {
                Event::ConsentSubmitted(id, server.agree(now, &credentials, form_version_id))
            }
            Effect::SendMessage { request: id, credentials, text, attachment_ids, .. } => {
                let answer_delay = match rng.u32(0..8) {
                    0 => rng.u64(20_000..90_000),
                    1..=3 => rng.u64(3_000..12_000),
                    _ => rng.u64(200..3_000),
                };
                // Workers run in parallel. Some store a message only after the time for which the conversation waits, or after
                // its delivery check.
                let pickup_delay = match rng.u32(0..40) {
                    0 => rng.u64(8_000..40_000),
                    1..=3 => rng.u64(2_500..8_000),
                    _ => rng.u64(5..2_500),
                };
                let variation = (rng.u32(0..60), pickup_delay, answer_delay);
                let result = server.send(now, &credentials, &text, &attachment_ids, variation);
                if let Ok(accepted) = &result {
                    let stored_at = (!server.is_off).then_some(now + pickup_delay);
                    self.rules.on_accepted(now, &accepted.task_id, &text, stored_at);
                    if pickup_delay > DELIVERY_CHECK_WINDOW_MS && request.fault.is_some_and(Fault::loses_response) {
                        self.count("message without response is stored after the delivery check");
                    }
                }
                self.note(|| {
                    format!("      server accepts {text:?}: {:?}", result.as_ref().map(|accepted| &accepted.task_id))
                });
                Event::MessageSent(id, result)
            }
            Effect::DownloadFile { request: id, credentials, file, .. } => {
                let result = server.download(now, &credentials, &file);
                if result == Err(ApiError::SessionExpired) {
                    self.count("download is refused because the token has expired");
                }
                Event::FileDownloaded(id, result)
            }
            Effect::PollTask { request: id, credentials, task } => {
                Event::TaskPolled(id, server.poll_task(now, &credentials, &task))
            }
            Effect::PollSession { request: id, credentials, since } => {
                Event::SessionPolled(id, server.poll(now, &credentials, since.as_deref()))
            }
            _ => Event::TimerFired,
        }
    }
}

/// The event that reports the failure of a request.
fn failure_event(effect: &Effect, error: ApiError) -> Event {
    match effect {
        Effect::StartSession(id) | Effect::RepeatStart(id) => Event::SessionStarted(*id, Err(error)),
        Effect::RenewSessionToken { request, .. } => Event::SessionTokenRenewed(*request, Err(error)),
        Effect::UploadFiles { request, .. } => Event::FilesUploaded(*request, Err(error)),
        Effect::SendMessage { request, .. } => Event::MessageSent(*request, Err(error)),
        Effect::SubmitConsent { request, .. } => Event::ConsentSubmitted(*request, Err(error)),
        Effect::DownloadFile { request, .. } => Event::FileDownloaded(*request, Err(error)),
        Effect::PollTask { request, .. } => Event::TaskPolled(*request, Err(error)),
        Effect::PollSession { request, .. } => Event::SessionPolled(*request, Err(error)),
        _ => Event::TimerFired,
    }
}
