//! How long to wait before the next request, and the random numbers for it.

pub(crate) mod backoff;
pub(crate) mod intervals_and_limits;
pub(crate) mod rng;
pub(crate) mod task_poll_delay;
