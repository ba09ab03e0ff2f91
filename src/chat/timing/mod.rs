//! Intervals, timeouts, limits of retries and backoff for requests, and the random numbers of the conversation.

pub(crate) mod backoff;
pub(crate) mod intervals_and_limits;
pub(crate) mod rng;
pub(crate) mod task_poll_delay;
