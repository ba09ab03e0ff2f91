//! The effects of the event that is being handled, and the one timer.

use crate::chat::model::effect::Effect;
use crate::chat::model::time::Millis;

/// Collects effects in the order in which they are to be carried out.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    queue: Vec<Effect>,
    downloads: Vec<Effect>,
    timer: Option<Millis>,
}

impl Effects {
    pub(crate) fn push(&mut self, effect: Effect) {
        self.queue.push(effect);
    }

    pub(crate) fn take(&mut self) -> Vec<Effect> {
        self.queue.append(&mut self.downloads);
        std::mem::take(&mut self.queue)
    }

    /// Adds an effect of a download, which followers carry out too.
    pub(crate) fn push_download(&mut self, effect: Effect) {
        self.downloads.push(effect);
    }

    /// Takes the effects of downloads and leaves the others.
    pub(crate) fn take_downloads(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.downloads)
    }

    pub(crate) fn clear(&mut self) {
        self.queue.clear();
    }

    /// Sets the timer, if it is not set to this time already.
    pub(crate) fn set_timer(&mut self, due: Option<Millis>) {
        if self.timer != due {
            self.timer = due;
            self.queue.push(Effect::SetTimer(due));
        }
    }

    /// The timer is no longer set. Returns the time that it was set to.
    pub(crate) fn take_timer(&mut self) -> Option<Millis> {
        self.timer.take()
    }
}
