//! The clock of tests that compare durations: other processes do not change it.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The CPU time of this thread on Linux, elsewhere the time since the first call. Linux
/// measures in steps of a few milliseconds.
pub(crate) fn cpu_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|text| text.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
