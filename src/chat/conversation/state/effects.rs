//! The effects of the event that is being handled, and the one timer.

use crate::chat::model::effect::Effect;
use crate::chat::model::time::Millis;

/// Collects effects in the order in which they are to be carried out.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    queue: Vec<Effect>,
    timer: Option<Millis>,
}

impl Effects {
    pub(crate) fn push(&mut self, effect: Effect) {
        self.queue.push(effect);
    }

    pub(crate) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.queue)
    }

    /// The effects of downloads, which other tabs than the leader have too. The others stay.
    pub(crate) fn take_downloads(&mut self) -> Vec<Effect> {
        let is_own = |effect: &Effect| effect.is_download() || matches!(effect, Effect::Broadcast(_));
        let (downloads, others) = self.take().into_iter().partition(is_own);
        self.queue = others;
        downloads
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
