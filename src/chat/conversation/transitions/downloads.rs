//! Downloads of files. Each tab makes its own, with the session of the conversation, and leaves renewing the token to the leader.

use crate::api::{ApiError, Attachment, FileAddress, SessionCredentials};
use crate::chat::conversation::state::downloads::Download;
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::{DownloadId, DownloadOutcome, Effect, RequestId};
use crate::chat::model::entry::{Entry, EntryId};
use crate::chat::model::tab_message::TabMessage;
use crate::chat::model::time::{Millis, Now};
use crate::chat::timing::intervals_and_limits::{DOWNLOAD_WAIT_MS, MAX_DOWNLOAD_ATTEMPTS};

impl Conversation {
    pub(in crate::chat::conversation) fn request_download(
        &mut self,
        id: DownloadId,
        entry: EntryId,
        attachment: usize,
        time: Millis,
    ) {
        let message = self.transcript.entry(entry).and_then(Entry::message);
        let file = message.and_then(|message| message.wire.attachments.get(attachment)).and_then(Attachment::address);
        let Some(file) = file else {
            return self.effects.push_download(Effect::ReportDownloadEnd(id, DownloadOutcome::Gone));
        };
        self.downloads.push(Download {
            id,
            file,
            is_requested: false,
            wait_until: time + DOWNLOAD_WAIT_MS,
            attempts: 0,
            token: None,
            was_refused: false,
        });
    }

    pub(in crate::chat::conversation) fn has_waiting_download(&self) -> bool {
        self.downloads.iter().any(|download| !download.is_requested)
    }

    /// When a waiting download has to be started or given up.
    pub(in crate::chat) fn downloads_due(&self) -> Option<Millis> {
        let waiting = self.downloads.iter().filter(|download| !download.is_requested);
        let due = waiting.map(|download| download.wait_until).min()?;
        Some(self.connectivity.limited_until().map_or(due, |limit| limit.min(due)))
    }

    /// Starts waiting downloads whose request can be made, and ends those that have waited too long.
    pub(in crate::chat::conversation) fn advance_downloads(&mut self, time: Millis) {
        let is_held = self.is_waiting_for_token() || self.connectivity.limited_until().is_some();
        for mut download in std::mem::take(&mut self.downloads) {
            if !download.is_requested {
                let credentials = self.credentials_for(&download.file);
                let has_refused_token = download.was_refused
                    && credentials.as_ref().is_some_and(|credentials| credentials.token == download.token);
                // Only the token of the current session can be renewed.
                let can_still_start = !has_refused_token || self.is_current_session(download.file.session.as_deref());
                let Some(credentials) = credentials.filter(|_| can_still_start && time < download.wait_until) else {
                    self.effects.push_download(Effect::ReportDownloadEnd(download.id, DownloadOutcome::Failed));
                    continue;
                };
                if !is_held && !has_refused_token {
                    download.is_requested = true;
                    download.attempts += 1;
                    download.token = credentials.token.clone();
                    let request = self.requests.begin(Pending::Download(download.id));
                    let (file, download) = (download.file.id.clone(), download.id);
                    self.effects.push_download(Effect::DownloadFile { request, download, credentials, file });
                }
            }
            self.downloads.push(download);
        }
    }

    /// The credentials for a file: its session is the current one, the previous one, or an earlier one, whose token is
    /// no longer known.
    fn credentials_for(&self, file: &FileAddress) -> Option<SessionCredentials> {
        let current = self.session.credentials();
        match &file.session {
            Some(session) if !self.is_current_session(Some(session)) => {
                let previous = self.session.previous().filter(|previous| previous.session == *session);
                Some(previous.cloned().unwrap_or_else(|| SessionCredentials { session: session.clone(), token: None }))
            }
            _ => current.cloned(),
        }
    }

    /// The response to a download. A follower leaves it to the leader to renew the token.
    pub(in crate::chat::conversation) fn on_downloaded(
        &mut self,
        request: RequestId,
        result: Result<(), ApiError>,
        is_leader: bool,
        time: Millis,
    ) {
        let Some(Pending::Download(id)) = self.requests.finish(request) else { return };
        let Some(at) = self.downloads.iter().position(|download| download.id == id) else { return };
        let mut download = self.downloads.remove(at);
        let outcome = match result {
            Ok(()) => {
                self.on_accepted();
                DownloadOutcome::Complete
            }
            Err(error) if self.should_repeat(&download, &error, is_leader, time) => {
                download.is_requested = false;
                download.was_refused |= matches!(error, ApiError::SessionExpired);
                return self.downloads.push(download);
            }
            Err(ApiError::Rejected(404 | 410)) => DownloadOutcome::Gone,
            // A session that refuses a request without a token may still have the file.
            Err(error) if error.is_session_lost() && download.token.is_some() => DownloadOutcome::Gone,
            Err(error) => {
                if is_leader && !error.has_unknown_outcome() && !error.is_session_lost() {
                    self.warn(&error);
                }
                DownloadOutcome::Failed
            }
        };
        self.effects.push_download(Effect::ReportDownloadEnd(id, outcome));
    }

    /// Whether a refused download is repeated: at the end of the rate limit, or with another token. After other failures the
    /// visitor decides, because the file may be large.
    fn should_repeat(&mut self, download: &Download, error: &ApiError, is_leader: bool, time: Millis) -> bool {
        match error {
            ApiError::RateLimited(_) | ApiError::Server(_, Some(_)) => {
                self.postpone_if_transient(error, time) && download.attempts < MAX_DOWNLOAD_ATTEMPTS
            }
            ApiError::SessionExpired if download.was_refused => false,
            ApiError::SessionExpired if is_leader => self.renew_token_to_retry(error, download.file.session.as_deref()),
            ApiError::SessionExpired if self.is_current_session(download.file.session.as_deref()) => {
                let token = download.token.clone().unwrap_or_default();
                self.effects.push_download(Effect::Broadcast(TabMessage::TokenRefused(token)));
                true
            }
            _ => false,
        }
    }

    /// Leader: the server has refused this token of the session, in another tab or before this one was the leader.
    pub(in crate::chat) fn on_token_refused(&mut self, token: &str) {
        let credentials = self.session.credentials();
        if credentials.is_some_and(|credentials| credentials.token.as_deref() == Some(token)) {
            self.renewal.on_refused();
        }
    }

    /// Called when this tab becomes the leader, which has to renew the token that downloads wait for.
    pub(in crate::chat::conversation) fn take_over_downloads(&mut self) {
        let refused = self.downloads.iter().find(|download| download.was_refused && !download.is_requested);
        if let Some(token) = refused.and_then(|download| download.token.clone()) {
            self.on_token_refused(&token);
        }
    }

    /// Ends downloads that wait for another token.
    pub(in crate::chat::conversation) fn give_up_refused_downloads(&mut self, time: Millis) {
        for download in &mut self.downloads {
            if download.was_refused {
                download.wait_until = time;
            }
        }
    }

    /// Follower: makes the requests of downloads, and returns the effects to carry out.
    pub(in crate::chat) fn flush_downloads(&mut self, now: Now) -> Vec<Effect> {
        self.advance_downloads(now.monotonic);
        self.effects.take_downloads()
    }
}
