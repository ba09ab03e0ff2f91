//! Polls tasks, and merges their results (the answers) into the transcript.

use crate::api::{ApiError, Metadata, Role, SessionCredentials, TaskPollResponse, TaskStatus, WireMessage};
use crate::chat::conversation::state::requests::Pending;
use crate::chat::conversation::state_machine::Conversation;
use crate::chat::model::effect::Effect;
use crate::chat::model::entry::{AttachedFile, EntryId, EntryKind, Message, Notice, Reply, ResendContent};
use crate::chat::model::stored_task::StoredTask;
use crate::chat::model::time::Millis;
use crate::chat::model::timestamp::order_key;
use crate::text::is_blank;

impl Conversation {
    pub(in crate::chat::conversation) fn tasks_due(&self) -> Option<Millis> {
        let count_polls = |id: &str| self.requests.count(&Pending::TaskPoll(id.to_owned()));
        self.tasks.due(self.presence.is_visible, &count_polls)
    }

    pub(in crate::chat::conversation) fn advance_tasks(&mut self, time: Millis) {
        let count_polls = |id: &str| self.requests.count(&Pending::TaskPoll(id.to_owned()));
        for (task, credentials) in self.tasks.start_polls(self.presence.is_visible, time, &count_polls) {
            let request = self.requests.begin(Pending::TaskPoll(task.clone()));
            self.effects.push(Effect::PollTask { request, credentials, task });
        }
    }

    pub(in crate::chat::conversation) fn on_task_polled(
        &mut self,
        id: &str,
        result: Result<TaskPollResponse, ApiError>,
        time: Millis,
    ) {
        match result {
            Ok(response) => {
                self.on_accepted();
                match response.status {
                    TaskStatus::Processing => {
                        let progress = response.message.map(|message| message.content);
                        self.tasks.on_processing(id, progress.filter(|text| !is_blank(text)), time);
                        self.time_out_task(id, time);
                    }
                    TaskStatus::Complete => self.on_task_complete(id, response.message, time),
                    TaskStatus::Error => self.on_task_failed(id, response.error),
                }
            }
            Err(error) if self.postpone_if_transient(&error, time) => self.time_out_task(id, time),
            Err(error) if error.is_session_lost() => {
                // Several tasks may report the same session.
                if let Some(SessionCredentials { session, .. }) = self.tasks.credentials_of(id).cloned()
                    && !self.renew_token_to_retry(&error, Some(&session))
                {
                    self.on_task_failed(id, None);
                    self.replace_lost_session(&error, Some(&session), None);
                }
            }
            Err(ApiError::TaskFailed(text)) => self.on_task_failed(id, text),
            Err(ApiError::TaskUnknown) => self.stop_polling_task(id),
            // The poll was refused, not the message: the answer may still come.
            Err(error) => {
                self.warn(&error);
                self.stop_polling_task(id);
            }
        }
    }

    fn on_task_complete(&mut self, id: &str, answer: Option<WireMessage>, time: Millis) {
        let Some(task) = self.tasks.complete(id) else { return };
        self.on_answered(task.outgoing);
        self.storage_sync.mark_changed();
        match answer {
            Some(answer) => self.merge_answer(task.outgoing, answer),
            None => self.poll_schedule.poll_at(time),
        }
        self.release_files(AttachedFile::ids(&task.content.files));
    }

    /// Stops polling a task that takes too long.
    fn time_out_task(&mut self, id: &str, time: Millis) {
        if self.tasks.is_timed_out(id, time) {
            self.stop_polling_task(id);
        }
    }

    /// Stops polling a task. If there is an answer after all, the session poll finds it.
    fn stop_polling_task(&mut self, id: &str) {
        if let Some(task) = self.remove_task(id) {
            self.release_files(AttachedFile::ids(&task.content.files));
            // The answer can be there already: servers forget tasks after a day, and report unknown tasks as unfinished.
            if !self.transcript.is_answered(task.outgoing) && !self.transcript.has_waiting_notice() {
                self.add_notice(Notice::StillWaiting);
            }
        }
    }

    /// Stops polling all tasks.
    pub(in crate::chat::conversation) fn stop_waiting(&mut self) {
        self.awaited_answer.stop();
        self.storage_sync.mark_changed();
        while let Some(id) = self.tasks.longest_waiting() {
            self.stop_polling_task(&id);
        }
    }

    fn on_task_failed(&mut self, id: &str, text: Option<String>) {
        if let Some(task) = self.remove_task(id) {
            self.on_answered(task.outgoing);
            self.merge_failure(task.outgoing, task.content, text);
        }
    }

    fn remove_task(&mut self, id: &str) -> Option<StoredTask> {
        let task = self.tasks.remove(id)?;
        self.storage_sync.mark_changed();
        Some(task)
    }

    /// Merges a task's answer into the transcript.
    fn merge_answer(&mut self, outgoing_id: EntryId, wire: WireMessage) {
        if let Some(id) = self.transcript.find_answer(outgoing_id, &wire) {
            self.transcript.update(id, |kind| {
                if let EntryKind::Message(message) = kind {
                    message.reply = Reply::Answer;
                }
            });
            return;
        }
        let key = order_key(&wire.created_at);
        self.insert_reply(outgoing_id, key, Message { wire, in_history: false, reply: Reply::Answer });
    }

    /// Merges a task's failure into the transcript. The server also stores a message about the failure. If that has
    /// arrived already, its text stays, because the visitor has read it.
    fn merge_failure(&mut self, outgoing_id: EntryId, content: ResendContent, text: Option<String>) {
        match self.transcript.find_failure_note(outgoing_id, &content.text) {
            Some(id) => self.transcript.update(id, |kind| {
                if let EntryKind::Message(message) = kind {
                    message.reply = Reply::Failure(content);
                }
            }),
            None => self.insert_failure(outgoing_id, content, text),
        }
    }

    /// Adds an entry about a missing answer, with the server's text if there is one.
    pub(in crate::chat::conversation) fn insert_failure(
        &mut self,
        outgoing_id: EntryId,
        content: ResendContent,
        text: Option<String>,
    ) {
        let wire = WireMessage {
            created_at: String::new(),
            role: Role::Assistant,
            content: text.unwrap_or_default(),
            metadata: Metadata::default(),
            attachments: Vec::new(),
        };
        self.insert_reply(outgoing_id, None, Message { wire, in_history: false, reply: Reply::Failure(content) });
    }

    fn insert_reply(&mut self, outgoing_id: EntryId, key: Option<u64>, message: Message) {
        let is_over = self.session.open_credentials().is_none();
        let at = self.transcript.place_of_answer(outgoing_id, key, is_over);
        self.insert(at, EntryKind::Message(message));
    }
}
