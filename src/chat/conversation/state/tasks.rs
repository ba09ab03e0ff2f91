//! Tasks: the server's work on answers, polled until it is done.

use crate::api::SessionCredentials;
use crate::chat::model::entry::ResendContent;
use crate::chat::model::stored_task::StoredTask;
use crate::chat::model::time::{Millis, Now};
use crate::chat::timing::intervals_and_limits::{
    HIDDEN_TASK_POLL_MS, SLOW_TASK_MS, TASK_POLL_REPEAT_MS, TASK_TIMEOUT_MS,
};
use crate::chat::timing::task_poll_delay::LatencyEstimate;

/// The server's work on the answer to one message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Task {
    saved: StoredTask,
    /// The bot's own description of its progress.
    progress: Option<String>,
    started: Millis,
    /// How long other tabs or earlier pages have waited.
    waited_before: Millis,
    /// Whether this tab has sent the message, so that the time that the answer takes is known.
    is_own: bool,
    /// The last poll but one, in milliseconds since `started`.
    previous_poll: Millis,
    /// The last poll, in milliseconds since `started`.
    last_poll: Millis,
    /// How long the visitor has been waiting, at the last response.
    waited: Millis,
    due: Millis,
    /// A time and not a number of polls: polls stop while the page sleeps.
    times_out_at: Millis,
}

impl Task {
    fn new(saved: StoredTask, is_own: bool, now: Now) -> Self {
        let time = now.monotonic;
        let waited_before = if is_own || saved.accepted_at == 0.0 {
            0
        } else {
            // The visitor's clock may have been adjusted.
            (now.wall - saved.accepted_at).clamp(0.0, TASK_TIMEOUT_MS as f64) as Millis
        };
        Self {
            saved,
            progress: None,
            started: time,
            waited_before,
            is_own,
            previous_poll: 0,
            last_poll: 0,
            waited: waited_before,
            due: time + LatencyEstimate::default().next_poll_delay(0),
            times_out_at: time + TASK_TIMEOUT_MS - waited_before,
        }
    }

    /// When the next poll is due, given the number of polls that are under way.
    fn next_poll(&self, is_visible: bool, polls: usize) -> Option<Millis> {
        let last = self.started + self.last_poll;
        let due = match polls {
            0 => self.due,
            1 => last + TASK_POLL_REPEAT_MS,
            _ => return None,
        };
        let (shortest, longest) = HIDDEN_TASK_POLL_MS;
        // The longest interval is reached after a minute.
        let hidden_due = last + longest.min(shortest + self.last_poll / 6);
        Some(if is_visible { due } else { due.max(hidden_due) })
    }
}

/// The tasks that the conversation waits for, and how long earlier ones took.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    tasks: Vec<Task>,
    latency: LatencyEstimate,
}

impl Tasks {
    /// Continues with tasks that another tab or an earlier page was waiting for.
    pub(crate) fn from_stored(tasks: &[StoredTask], latencies: &[(Millis, Millis)], now: Now) -> Self {
        let mut restored = Vec::new();
        for task in tasks {
            restored.push(Task::new(task.clone(), false, now));
        }
        Self { tasks: restored, latency: LatencyEstimate::new(latencies) }
    }

    pub(crate) fn to_stored(&self) -> (Vec<StoredTask>, Vec<(Millis, Millis)>) {
        let mut tasks = Vec::new();
        for task in &self.tasks {
            tasks.push(task.saved.clone());
        }
        (tasks, self.latency.samples().to_vec())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// The id of the task that has been waited for the longest.
    pub(crate) fn longest_waiting(&self) -> Option<String> {
        self.tasks.first().map(|task| task.saved.id.clone())
    }

    pub(crate) fn is_slow(&self) -> bool {
        self.tasks.iter().any(|task| task.waited > SLOW_TASK_MS)
    }

    pub(crate) fn progress(&self) -> Option<&str> {
        self.tasks.iter().find_map(|task| task.progress.as_deref())
    }

    pub(crate) fn resend_contents(&self) -> impl Iterator<Item = &ResendContent> {
        self.tasks.iter().map(|task| &task.saved.content)
    }

    pub(crate) fn credentials_of(&self, id: &str) -> Option<&SessionCredentials> {
        self.find(id).map(|task| &task.saved.credentials)
    }

    fn find(&self, id: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.saved.id == id)
    }

    /// When the next task is to be polled. `count_polls` returns the number of polls of a task that are under way.
    pub(crate) fn due(&self, is_visible: bool, count_polls: &dyn Fn(&str) -> usize) -> Option<Millis> {
        self.tasks.iter().filter_map(|task| task.next_poll(is_visible, count_polls(&task.saved.id))).min()
    }

    /// Notes that all tasks that are due are polled now, and returns their ids and sessions.
    pub(crate) fn start_polls(
        &mut self,
        is_visible: bool,
        time: Millis,
        count_polls: &dyn Fn(&str) -> usize,
    ) -> Vec<(String, SessionCredentials)> {
        let mut due = Vec::new();
        for task in &mut self.tasks {
            if task.next_poll(is_visible, count_polls(&task.saved.id)).is_some_and(|due| due <= time) {
                task.previous_poll = task.last_poll;
                task.last_poll = time.saturating_sub(task.started);
                due.push((task.saved.id.clone(), task.saved.credentials.clone()));
            }
        }
        due
    }

    /// Waits for the task of a message that has just been sent.
    pub(crate) fn add(&mut self, task: StoredTask, now: Now) {
        self.tasks.push(Task::new(task, true, now));
    }

    /// The task is not done yet.
    pub(crate) fn on_processing(&mut self, id: &str, progress: Option<String>, time: Millis) {
        // Several tasks share the polling rate of one.
        let count = self.tasks.len() as Millis;
        if let Some(task) = self.tasks.iter_mut().find(|task| task.saved.id == id) {
            task.progress = progress;
            task.waited = task.waited_before + time.saturating_sub(task.started).max(1);
            task.due = time + count * self.latency.next_poll_delay(task.waited);
        }
    }

    pub(crate) fn is_timed_out(&self, id: &str, time: Millis) -> bool {
        self.find(id).is_some_and(|task| time >= task.times_out_at)
    }

    /// The task is complete: removes it and records how long it took.
    pub(crate) fn complete(&mut self, id: &str) -> Option<StoredTask> {
        let task = self.take(id)?;
        if task.is_own {
            self.latency.record(task.previous_poll, task.last_poll);
        }
        Some(task.saved)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<StoredTask> {
        self.take(id).map(|task| task.saved)
    }

    fn take(&mut self, id: &str) -> Option<Task> {
        let at = self.tasks.iter().position(|task| task.saved.id == id)?;
        Some(self.tasks.remove(at))
    }

    /// Removes the tasks of a session that can no longer be read, and returns them.
    pub(crate) fn remove_of_session(&mut self, credentials: &SessionCredentials) -> Vec<StoredTask> {
        let mut lost = Vec::new();
        self.tasks.retain(|task| {
            let is_lost = task.saved.credentials.session == credentials.session;
            if is_lost {
                lost.push(task.saved.clone());
            }
            !is_lost
        });
        lost
    }

    /// Sets the new token of a session in its tasks.
    pub(crate) fn set_credentials(&mut self, credentials: &SessionCredentials) {
        for task in &mut self.tasks {
            if task.saved.credentials.session == credentials.session {
                task.saved.credentials = credentials.clone();
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.tasks.clear();
    }
}
