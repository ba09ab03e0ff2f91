//! Rate limits: fixed windows, one bucket a session, one a channel for starting sessions.

use super::response;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// So many requests in so many seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub struct Rate {
    /// Requests in a window.
    pub limit: u32,
    /// Seconds of a window.
    pub window: u64,
    /// Whether the limit refuses, or only counts, as servers are shipped.
    pub enforce: bool,
}

impl Default for Rate {
    fn default() -> Self {
        Self { limit: 300, window: 300, enforce: false }
    }
}

/// How much of a window is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    limit: u32,
    remaining: u32,
    reset: u64,
}

/// All buckets.
#[derive(Debug, Default)]
pub(crate) struct Limits(HashMap<String, (Instant, u32)>);

impl Limits {
    /// Counts a request; the error is the 429.
    pub(crate) fn count(&mut self, bucket: &str, rate: Rate) -> Result<Usage, Response> {
        let window = Duration::from_secs(rate.window);
        let (start, used) = self.0.entry(bucket.to_owned()).or_insert_with(|| (Instant::now(), 0));
        if start.elapsed() >= window {
            (*start, *used) = (Instant::now(), 0);
        }
        let reset = window.saturating_sub(start.elapsed()).as_secs_f64().ceil() as u64;
        if rate.enforce && *used >= rate.limit {
            let body = json!({ "detail": "Rate limit exceeded.", "available_in": reset });
            let mut refusal = response::json(429, &body);
            response::set(&mut refusal, "retry-after", &reset.to_string());
            Usage { limit: rate.limit, remaining: 0, reset }.tell(&mut refusal);
            return Err(refusal);
        }
        *used += 1;
        Ok(Usage { limit: rate.limit, remaining: rate.limit.saturating_sub(*used), reset })
    }
}

impl Usage {
    pub(crate) fn tell(self, response: &mut Response) {
        response::set(response, "x-ratelimit-limit", &self.limit.to_string());
        response::set(response, "x-ratelimit-remaining", &self.remaining.to_string());
        response::set(response, "x-ratelimit-reset", &self.reset.to_string());
    }
}
