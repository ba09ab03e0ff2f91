//! How long to wait before the next request, and the random numbers for it.

pub(crate) mod backoff;
pub(crate) mod intervals_and_limits;
pub(crate) mod latency;
pub(crate) mod rng;
