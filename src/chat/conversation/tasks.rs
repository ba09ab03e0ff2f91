//! Tasks: the server's work on answers, polled until it is done.

use crate::api::{ApiError, SessionCredentials, TaskPollResponse, TaskStatus};
use crate::chat::conversation::state_machine::{Conversation, Pending};
use crate::chat::model::entry::{Entry, EntryId, EntryKind, Message, Notice, Question};
use crate::chat::model::protocol::{Effect, Millis};
use crate::chat::model::record::SavedTask;
use crate::chat::timing::pace::{self, Habit};
use std::sync::Arc;

/// An answer that is being waited for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chat) struct Task {
    pub(in crate::chat) id: String,
    /// To its session, which need not be the current one any more.
    pub(in crate::chat) access: SessionCredentials,
    /// What it answers.
    pub(in crate::chat) outgoing: EntryId,
    /// The same, for asking it again.
    pub(in crate::chat) question: Question,
    /// What the bot says of its progress.
    pub(in crate::chat) progress: Option<String>,
    started: Millis,
    /// Whether it was asked for here, so that how long it takes is known.
    is_own: bool,
    /// When it was polled last and the time before, counted from the start.
    polled: (Millis, Millis),
    /// How long the visitor has been waiting for it.
    waited: Millis,
    due: Millis,
    give_up: Millis,
}

/// After a minute the visitor is told that it takes long.
const SLOW: Millis = 60_000;

impl Task {
    pub(in crate::chat) fn is_slow(&self) -> bool {
        self.waited > SLOW
    }

    pub(in crate::chat) fn new(
        id: String,
        access: SessionCredentials,
        outgoing: EntryId,
        question: Question,
        time: Millis,
    ) -> Self {
        let (due, give_up) = (time + Habit::default().until_next_poll(0), time + pace::TASK_PATIENCE);
        let (started, is_own, polled) = (time, true, (0, 0));
        Self { id, access, outgoing, question, progress: None, started, is_own, polled, waited: 0, due, give_up }
    }

    /// One that another instance has been waiting for.
    pub(in crate::chat) fn resumed(SavedTask { id, access, outgoing, question }: SavedTask, time: Millis) -> Self {
        Self { is_own: false, ..Self::new(id, access, outgoing, question, time) }
    }
}

impl Conversation {
    fn task_is_polled(&self, task: &Task) -> bool {
        self.is_pending(&Pending::TaskPoll(task.id.clone()))
    }

    pub(in crate::chat) fn tasks_due(&self) -> Option<Millis> {
        if !self.visible {
            return None;
        }
        self.tasks.iter().filter(|task| !self.task_is_polled(task)).map(|task| task.due).min()
    }

    pub(in crate::chat) fn advance_tasks(&mut self, time: Millis) {
        if !self.visible {
            return;
        }
        let due: Vec<Task> =
            self.tasks.iter().filter(|task| task.due <= time && !self.task_is_polled(task)).cloned().collect();
        for Task { id, access, .. } in due {
            if let Some(task) = self.tasks.iter_mut().find(|task| task.id == id) {
                task.polled = (task.polled.1, time.saturating_sub(task.started));
            }
            let request = self.request(Pending::TaskPoll(id.clone()));
            self.effects.push(Effect::PollTask { request, access, task: id });
        }
    }

    pub(in crate::chat) fn task_polled(&mut self, id: &str, result: Result<TaskPollResponse, ApiError>, time: Millis) {
        match result {
            Ok(response) => {
                self.answered();
                match response.status {
                    TaskStatus::Processing => {
                        let words = response.message.map(|message| message.content);
                        self.still_processing(id, words.filter(|words| !words.trim().is_empty()), time);
                    }
                    TaskStatus::Complete => {
                        if let Some(task) = self.end_task(id) {
                            if task.is_own {
                                self.habit.learn(task.polled.0, task.polled.1);
                            }
                            match response.message {
                                Some(message) => {
                                    self.hear_answer(task.outgoing, message);
                                    self.put_off_poll(time);
                                }
                                None => self.poll_due = time,
                            }
                            self.release(task.question.file_ids());
                        }
                    }
                    TaskStatus::Error => self.task_failed(id, response.error),
                }
            }
            Err(error) if self.failed_for_now(&error, time) => self.give_up(id, time),
            Err(error) if error.session_is_gone() => {
                // Several tasks may tell of the same session.
                let access = self.tasks.iter().find(|task| task.id == id).map(|task| task.access.clone());
                if access.is_some() {
                    self.task_failed(id, None);
                    self.lost_session(&error, access.as_ref(), None);
                }
            }
            Err(ApiError::TaskFailed(words)) => self.task_failed(id, words),
            Err(ApiError::TaskUnknown) => self.leave_to_history(id),
            // The poll was refused, not the message: the answer may still come.
            Err(error) => {
                self.warn(&error);
                self.leave_to_history(id);
            }
        }
    }

    fn still_processing(&mut self, id: &str, words: Option<String>, time: Millis) {
        // Several at once share the pace of one.
        let sharing = self.tasks.len() as Millis;
        let Some(task) = self.tasks.iter_mut().find(|task| task.id == id) else { return };
        task.progress = words;
        task.waited = time.saturating_sub(task.started).max(1);
        task.due = time + sharing * self.habit.until_next_poll(task.waited);
        self.give_up(id, time);
    }

    /// Leaves a task that has been asked for long enough, counted from the first time: pages sleep, and networks go.
    fn give_up(&mut self, id: &str, time: Millis) {
        if self.tasks.iter().any(|task| task.id == id && time >= task.give_up) {
            self.leave_to_history(id);
        }
    }

    /// Nobody waits for the task any longer; if there is an answer after all, the session poll will bring it.
    fn leave_to_history(&mut self, id: &str) {
        if let Some(task) = self.end_task(id) {
            self.release(task.question.file_ids());
            // Servers forget tasks after a day, and call what they do not know unfinished.
            if !self.is_answered(task.outgoing) && !self.is_said_to_wait() {
                self.notice(Notice::StillWaiting);
            }
        }
    }

    /// Whether the visitor has been told since the bot last said something.
    fn is_said_to_wait(&self) -> bool {
        let is_said = |entry: &Arc<Entry>| entry.kind == EntryKind::Notice(Notice::StillWaiting);
        let mut last = self.entries.iter().rev();
        last.by_ref().take_while(|entry| !entry.message().is_some_and(Message::is_from_bot)).any(is_said)
    }

    fn task_failed(&mut self, id: &str, words: Option<String>) {
        if let Some(task) = self.end_task(id) {
            self.hear_failure(task.outgoing, task.question, words);
        }
    }

    fn end_task(&mut self, id: &str) -> Option<Task> {
        let at = self.tasks.iter().position(|task| task.id == id)?;
        self.changed = true;
        Some(self.tasks.remove(at))
    }
}
