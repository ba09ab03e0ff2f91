//! The role of this tab, leader or follower, and its requests to become the leader.

use crate::chat::model::effect::Effect;
use crate::chat::model::tab_message::TabMessage;
use crate::chat::model::time::Millis;

/// How long the leader may take to respond.
const LEADER_TIMEOUT_MS: Millis = 3_000;
/// How long a hidden leader may complete its requests before it hands over to a visible tab.
const HANDOVER_TIMEOUT_MS: Millis = 35_000;

/// This tab's role, and the deadlines that go with it.
#[derive(Debug, Default)]
pub(super) struct Leadership {
    is_leader: bool,
    /// Whether this tab waits to become the leader.
    is_queued: bool,
    is_visible: bool,
    /// Whether this tab never becomes the leader, because a newer version of the widget has stored the conversation.
    is_outdated: bool,
    /// Leader: a visible tab waits for the handover until this time.
    handover_until: Option<Millis>,
    /// Follower: the leader counts as dead after this, unless it responds.
    leader_deadline: Option<Millis>,
}

impl Leadership {
    pub(super) fn is_leader(&self) -> bool {
        self.is_leader
    }

    /// Whether this tab waits to become the leader.
    pub(super) fn is_queued(&self) -> bool {
        self.is_queued
    }

    pub(super) fn is_visible(&self) -> bool {
        self.is_visible
    }

    /// Follower: whether the leader has responded to this tab.
    pub(super) fn has_live_leader(&self) -> bool {
        self.is_queued && self.leader_deadline.is_none()
    }

    /// When this tab must act if the leader does not respond.
    pub(super) fn leader_deadline(&self) -> Option<Millis> {
        self.leader_deadline
    }

    /// Whether a visible tab waits for this one to hand over.
    pub(super) fn is_handing_over(&self) -> bool {
        self.handover_until.is_some()
    }

    /// Whether this tab is to hand over as soon as it can.
    pub(super) fn should_hand_over(&self) -> bool {
        self.is_leader && self.is_handing_over() && !self.is_visible
    }

    /// From now on this tab does not request leadership.
    pub(super) fn set_outdated(&mut self) {
        self.is_outdated = true;
    }

    pub(super) fn set_visible(&mut self, is_visible: bool, time: Millis, effects: &mut Vec<Effect>) {
        self.is_visible = is_visible;
        if self.is_leader && !is_visible {
            effects.push(Effect::Broadcast(TabMessage::LeaderHidden));
        }
        if self.is_queued && is_visible {
            self.leader_deadline = Some(time + LEADER_TIMEOUT_MS);
            effects.push(Effect::Broadcast(TabMessage::LeadershipRequested));
        }
    }

    /// `true` if this tab was not the leader before.
    pub(super) fn acquire(&mut self) -> bool {
        self.is_queued = false;
        if std::mem::replace(&mut self.is_leader, true) {
            return false;
        }
        self.handover_until = None;
        self.leader_deadline = None;
        true
    }

    /// `true` if this tab was the leader before.
    pub(super) fn lose(&mut self) -> bool {
        if !std::mem::take(&mut self.is_leader) {
            return false;
        }
        self.handover_until = None;
        true
    }

    /// Leader: starts the handover to a visible tab that has requested leadership.
    pub(super) fn start_handover(&mut self, time: Millis) {
        self.handover_until = Some(time + HANDOVER_TIMEOUT_MS);
    }

    /// Leader: ends a handover that has taken too long. `true` if there was one.
    pub(super) fn expire_handover(&mut self, time: Millis) -> bool {
        self.handover_until.take_if(|until| *until <= time).is_some()
    }

    /// Follower: extends the deadline after a response of the leader, or clears it if no intent waits for the leader.
    pub(super) fn on_leader_alive(&mut self, has_intents: bool, time: Millis) {
        self.leader_deadline = has_intents.then_some(time + LEADER_TIMEOUT_MS);
    }

    /// Follower: starts the deadline for a response to a forwarded intent.
    pub(super) fn expect_response(&mut self, time: Millis) {
        self.leader_deadline.get_or_insert(time + LEADER_TIMEOUT_MS);
    }

    /// Requests leadership if this tab should have it: it is visible, or the leader has not applied its intents.
    pub(super) fn request(&mut self, has_intents: bool, time: Millis, effects: &mut Vec<Effect>) {
        if self.is_leader || self.is_outdated || (!self.is_visible && !has_intents) {
            self.leader_deadline = None;
            if std::mem::take(&mut self.is_queued) {
                effects.push(Effect::ReleaseLeadership);
            }
            return;
        }
        if !self.is_queued {
            self.is_queued = true;
            self.leader_deadline = Some(time + LEADER_TIMEOUT_MS);
            effects.push(Effect::AcquireLeadership { steal: false });
            if self.is_visible {
                effects.push(Effect::Broadcast(TabMessage::LeadershipRequested));
            }
        } else if self.leader_deadline.is_some_and(|deadline| deadline <= time) {
            self.leader_deadline = Some(time + LEADER_TIMEOUT_MS);
            effects.push(Effect::AcquireLeadership { steal: true });
        }
    }
}
