//! How long to wait before the next request.

pub(crate) mod backoff;
pub(crate) mod intervals;
pub(crate) mod latency;
