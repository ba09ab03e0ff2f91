//! The planned actions: what the visitor, the browser, the network and the server's owner do.

use super::plan::{Action, MAX_TABS};
use super::storage::StorageStatus;
use super::violation::Violation;
use super::world::World;
use ocs_chat::chat::{
    AttachedFile, DeliveryStatus, DownloadId, Entry, EntryId, EntryKind, Event, FileId, Intent, Message, Outgoing,
    Reply,
};
use std::sync::Arc;

impl World {
    pub(super) fn act(&mut self, action: Action) -> Result<(), Violation> {
        self.note(|| format!("# {action:?}"));
        match action {
            Action::OpenTab(tab) => return self.open_tab(tab),
            Action::KillTab(tab) => self.kill(tab),
            Action::KillDuring(tab, effects) => {
                if let Some(page) = self.state.page_in_mut(tab) {
                    page.dies_after = Some(effects + 1);
                }
            }
            Action::Hide(tab) | Action::Show(tab) => {
                let is_visible = matches!(action, Action::Show(_));
                let has_changed = self.state.running_page(tab).is_some_and(|page| page.is_visible != is_visible);
                if let Some(page) = self.state.page_in_mut(tab).filter(|_| has_changed) {
                    page.is_visible = is_visible;
                    return self.handle(tab, Event::VisibilityChanged(is_visible));
                }
            }
            Action::Freeze(tab) => {
                if let Some(page) = self.state.page_in_mut(tab) {
                    page.is_frozen = true;
                }
            }
            Action::Resume(tab) => return self.resume(tab),
            Action::OpenWindow(tab) | Action::CloseWindow(tab) => {
                let is_open = matches!(action, Action::OpenWindow(_));
                let has_changed = self.state.running_page(tab).is_some_and(|page| page.is_open != is_open);
                if let Some(page) = self.state.page_in_mut(tab).filter(|_| has_changed) {
                    page.is_open = is_open;
                    return self.handle(tab, Event::OpenChanged(is_open));
                }
            }
            Action::Offline | Action::Online => {
                self.is_online = action == Action::Online;
                for tab in 0..MAX_TABS {
                    if self.state.running_page(tab).is_some() {
                        self.handle(tab, Event::OnlineChanged(self.is_online))?;
                    }
                }
            }
            Action::StorageFills | Action::StorageBecomesFlaky | Action::StorageFails | Action::StorageRecovers => {
                let status = match action {
                    Action::StorageFills => StorageStatus::Full,
                    Action::StorageBecomesFlaky => StorageStatus::Flaky,
                    Action::StorageFails => StorageStatus::Unavailable,
                    _ => StorageStatus::Works,
                };
                self.state.storage.set_status(status);
                self.rules.on_storage_changed(status);
            }
            Action::ShiftClock(seconds) => {
                self.wall_clock += f64::from(seconds) * 1_000.0;
                self.rules.on_clock_set();
            }
            Action::BotSpeaks(number) => {
                self.state.server.speak(self.state.now, &format!("By the way {number}"));
            }
            Action::BotSpeaksThrice(number) => {
                let text = format!("Twice {number}");
                self.state.server.speak_thrice(self.state.now, &text);
            }
            Action::BotSpeaksAtLength => {
                for number in 0..520 {
                    self.state.server.speak(self.state.now + number, &format!("At length {number}"));
                }
            }
            Action::ExpireSession | Action::EndSession => {
                if let Some(session) = self.state.server.sessions.last_mut() {
                    session.is_expired |= action == Action::ExpireSession;
                    session.is_ended |= action == Action::EndSession;
                }
            }
            Action::RequireTokens => {
                if self.state.server.require_tokens() {
                    self.count("channel starts to require tokens during a session");
                }
            }
            Action::ExpireAccessToken => self.state.server.access_token += 1,
            Action::ChangeConsentForm => {
                self.state.server.consent_form = Some(self.state.server.consent_form.unwrap_or(0) + 1);
            }
            Action::SwitchOff | Action::SwitchOn => {
                self.count(if action == Action::SwitchOff {
                    "channel is switched off"
                } else {
                    "channel is switched on"
                });
                self.state.server.is_off = action == Action::SwitchOff;
            }
            visitor => return self.act_as_visitor(visitor),
        }
        Ok(())
    }

    fn act_as_visitor(&mut self, action: Action) -> Result<(), Violation> {
        match action {
            Action::Submit(tab, number) => self.submit(tab, number, false),
            Action::SubmitWithFile(tab, number) => self.submit(tab, number, true),
            Action::Retry(tab) => match self.first_entry(tab, can_be_retried) {
                Some(entry) => self.retry(tab, &entry),
                None => Ok(()),
            },
            Action::Discard(tab) => {
                let entry = self.first_entry(tab, can_be_retried);
                self.withdraw(tab, entry, Intent::Discard)
            }
            Action::Withdraw(tab) => {
                let can_be_withdrawn = |entry: &Entry| {
                    !entry.id.is_provisional() && entry.outgoing().is_some_and(Outgoing::can_be_withdrawn)
                };
                let entry = self.first_entry(tab, can_be_withdrawn);
                self.withdraw(tab, entry, Intent::Withdraw)
            }
            Action::Download(tab) => self.download(tab),
            Action::StopWaiting(tab) if self.state.running_page(tab).is_some() => {
                self.handle(tab, Event::Intent(Intent::StopWaiting))
            }
            Action::NewChat(tab) if self.state.running_page(tab).is_some() => {
                self.rules.on_new_chat(self.state.now);
                self.handle(tab, Event::Intent(Intent::NewChat))
            }
            _ => Ok(()),
        }
    }

    /// Downloads the newest file. If there is none, requests a file that the last entry does not have.
    fn download(&mut self, tab: usize) -> Result<(), Violation> {
        let Some(page) = self.state.running_page(tab) else { return Ok(()) };
        let entries = page.tab.conversation().entries();
        let has_file =
            |entry: &&Arc<Entry>| entry.message().is_some_and(|message| !message.wire.attachments.is_empty());
        let Some(entry) = entries.iter().rev().find(has_file).or(entries.last()) else { return Ok(()) };
        let (id, entry) = (page.id, entry.id);
        self.next_download += 1;
        let download = DownloadId(self.next_download);
        self.rules.on_download_requested(id, download);
        self.handle(tab, Event::DownloadRequested { download, entry, attachment: 0 })
    }

    /// Tells the rules that the visitor submits a text, or asks a failed question again.
    fn note_submitted(&mut self, tab: usize, text: &str, is_again: bool) {
        let is_stored = self.state.storage.status() == StorageStatus::Works;
        if is_again {
            self.rules.on_asked_again(self.state.now, text, is_stored);
        } else {
            self.rules.on_submitted(self.state.now, text, is_stored);
        }
        if self.state.page_in(tab).is_some_and(|page| page.is_isolated) {
            self.rules.on_isolated(text);
        }
    }

    fn submit(&mut self, tab: usize, number: u32, has_file: bool) -> Result<(), Violation> {
        if self.state.running_page(tab).is_none() {
            return Ok(());
        }
        let mut files = Vec::new();
        if has_file {
            self.next_file += 1;
            let file = FileId(self.next_file);
            self.files.insert(file);
            files.push(AttachedFile {
                id: file,
                name: format!("{number}.txt"),
                size: 3.0,
                uploaded: None,
                error: None,
            });
        }
        // Visitors sometimes repeat themselves.
        let text = if number % 4 == 3 { "ok".to_owned() } else { format!("message {number}") };
        self.note_submitted(tab, &text, false);
        self.handle(tab, Event::Intent(Intent::Submit { text, files, context: None }))
    }

    fn first_entry(&self, tab: usize, wanted: impl Fn(&Entry) -> bool) -> Option<Entry> {
        let entries = self.state.running_page(tab)?.tab.conversation().entries();
        entries.iter().find(|entry| wanted(entry)).map(|entry| Entry::clone(entry))
    }

    fn withdraw(&mut self, tab: usize, entry: Option<Entry>, intent: fn(EntryId) -> Intent) -> Result<(), Violation> {
        let Some(entry) = entry else { return Ok(()) };
        let Some(outgoing) = entry.outgoing() else { return Ok(()) };
        self.rules.on_withdrawn(&outgoing.text);
        self.handle(tab, Event::Intent(intent(entry.id)))
    }

    fn retry(&mut self, tab: usize, entry: &Entry) -> Result<(), Violation> {
        match &entry.kind {
            EntryKind::Outgoing(outgoing) => self.rules.on_retried(&outgoing.text),
            EntryKind::Message(Message { reply: Reply::Failure(question), .. }) => {
                self.note_submitted(tab, &question.text, true);
            }
            _ => {}
        }
        self.handle(tab, Event::Intent(Intent::Retry(entry.id)))
    }

    /// Retries all messages that failed, and returns whether there were any.
    pub(super) fn retry_failed(&mut self) -> Result<bool, Violation> {
        let Some(page) = self.state.running_page(0) else { return Ok(false) };
        let is_unsent = |entry: &&Arc<Entry>| {
            entry.outgoing().is_some_and(|outgoing| matches!(outgoing.status, DeliveryStatus::Failed(_)))
        };
        let failed: Vec<_> = page.tab.conversation().entries().iter().filter(is_unsent).cloned().collect();
        for entry in &failed {
            self.retry(0, entry)?;
        }
        Ok(!failed.is_empty())
    }
}

fn can_be_retried(entry: &Entry) -> bool {
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => matches!(outgoing.status, DeliveryStatus::Failed(_)),
        EntryKind::Message(message) => matches!(message.reply, Reply::Failure(_)),
        EntryKind::Notice(_) => false,
    }
}
