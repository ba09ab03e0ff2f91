//! The interface between the conversation and its tab: the leader's state machine, or a follower's copy.

use super::state_machine::Conversation;
use crate::api::SessionCredentials;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{Entry, EntryId, Notice};
use crate::chat::model::event::Event;
use crate::chat::model::intent::{ForwardedIntent, IntentId};
use crate::chat::model::record::{ChunkId, Head};
use crate::chat::model::time::{Millis, Now};
use std::sync::Arc;

impl Conversation {
    /// A random id for a forwarded intent.
    pub(crate) fn new_intent_id(&mut self) -> IntentId {
        IntentId(self.rng.next_u53())
    }

    pub(crate) fn is_open(&self) -> bool {
        self.presence.is_open
    }

    pub(crate) fn set_visible(&mut self, is_visible: bool) {
        self.presence.is_visible = is_visible;
    }

    pub(crate) fn set_session_provided(&mut self, is_provided: bool) {
        self.session.set_provided(is_provided);
    }

    /// Uses the session that the page provides.
    pub(crate) fn provide_session(&mut self, credentials: &SessionCredentials) {
        self.session.provide(credentials);
        // The server decides again whether the session is over: the page may have a new token for it.
        self.transcript.remove_notices(Notice::SessionClosed);
    }

    pub(crate) fn revision(&self) -> u64 {
        self.storage_sync.revision()
    }

    pub(crate) fn reset_revision(&mut self) {
        self.storage_sync.reset_revision();
    }

    pub(crate) fn expire_rate_limit(&mut self, time: Millis) {
        self.connectivity.expire_rate_limit(time);
    }

    /// Whether no request is under way whose effect on the server would have to be verified.
    pub(crate) fn can_hand_over(&self) -> bool {
        self.requests.has_only_polls()
    }

    pub(crate) fn replace_chunks(&mut self, chunks: Vec<(ChunkId, Vec<Arc<Entry>>)>) {
        self.storage_sync.replace_chunks(chunks);
    }

    pub(crate) fn replace_chunk(&mut self, id: ChunkId, entries: Option<Vec<Arc<Entry>>>) {
        self.storage_sync.replace_chunk(id, entries);
    }

    /// Follower: notes the state of this tab, and what happens to its downloads.
    pub(crate) fn track_local_state(&mut self, event: Event, time: Millis) {
        match event {
            Event::OpenChanged(is_open) => self.presence.is_open = is_open,
            Event::VisibilityChanged(is_visible) => self.presence.is_visible = is_visible,
            Event::OnlineChanged(is_online) => self.connectivity.set_online(is_online),
            Event::DownloadRequested { download, entry, attachment } => {
                self.request_download(download, entry, attachment, time);
            }
            Event::FileDownloaded(request, result) => self.on_downloaded(request, result, false, time),
            _ => {}
        }
    }

    /// Follower: applies an intent to the copy, before the leader does.
    pub(crate) fn preview(&mut self, forwarded: &ForwardedIntent, now: Now) {
        if self.storage_sync.is_applied(forwarded.id) {
            return;
        }
        // The leader never assigns this id.
        let next_id = self.transcript.set_next_id(EntryId::FIRST_PROVISIONAL | forwarded.id.0 as u32);
        self.apply_intent(forwarded.intent.clone(), forwarded.at, now.monotonic);
        self.transcript.set_next_id(next_id);
        self.effects.clear();
        self.storage_sync.discard_change();
    }

    /// Leader: handles an intent of this tab. If another tab has become the leader, it recognizes the intent by its id.
    pub(crate) fn handle_own_intent(&mut self, forwarded: &ForwardedIntent, now: Now) -> Vec<Effect> {
        self.storage_sync.note_applied(forwarded.id);
        self.handle(Event::Intent(forwarded.intent.clone()), now)
    }

    /// Leader: applies an intent that another tab has forwarded, once.
    pub(crate) fn apply_forwarded(&mut self, forwarded: ForwardedIntent, time: Millis) {
        self.storage_sync.remove_intent_record(forwarded.id);
        if !self.storage_sync.is_applied(forwarded.id) {
            self.storage_sync.note_applied(forwarded.id);
            self.apply_intent(forwarded.intent, forwarded.at, time);
        }
    }

    /// Leader: sends the state to the other tabs, although it has not changed.
    pub(crate) fn publish(&mut self, now: Now) -> Vec<Effect> {
        self.storage_sync.request_write(self.session.is_provided());
        self.take_effects(now.wall)
    }

    /// Leader: sends the state, if there is any, to the other tabs with the next write.
    pub(crate) fn announce(&mut self) {
        if self.revision() > 0 {
            self.storage_sync.request_write(self.session.is_provided());
        }
    }

    /// Another tab is the leader now. Returns the last state.
    pub(crate) fn step_down(&mut self, is_visible: bool) -> Head {
        self.requests.abandon_all();
        self.effects.clear();
        self.connectivity.reset_backoff();
        self.presence.is_visible = is_visible;
        let mut head = self.new_head();
        self.storage_sync.divide(self.transcript.entries(), &mut head);
        head
    }
}
