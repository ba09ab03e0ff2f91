//! One conversation in several tabs: one of them is the leader, the others follow.

mod leadership;
pub(crate) mod tab;
