//! Rate limits with fixed windows: one bucket for each session, one for each channel's session starts, and one for the
//! renewals of each OAuth application.

use crate::response;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The number of requests that one window allows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
pub struct RateLimit {
    /// Requests in a window.
    pub limit: u32,
    /// Length of a window in seconds.
    pub window: u64,
    /// Whether further requests are rejected. By default they are only counted, as on a newly installed server.
    pub enforce: bool,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { limit: 300, window: 300, enforce: false }
    }
}

/// The state of a bucket after a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    limit: u32,
    remaining: u32,
    /// Seconds until the window ends.
    reset: u64,
}

/// All buckets by name: the start of the current window and the requests in it.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(HashMap<String, (Instant, u32)>);

impl RateLimiter {
    /// Counts a request.
    ///
    /// # Errors
    /// The response with status 429, if the bucket is exhausted and the limit enforced.
    pub(crate) fn count(&mut self, bucket: &str, rate: RateLimit) -> Result<Usage, Response> {
        let window = Duration::from_secs(rate.window);
        let (start, used) = self.0.entry(bucket.to_owned()).or_insert_with(|| (Instant::now(), 0));
        if start.elapsed() >= window {
            (*start, *used) = (Instant::now(), 0);
        }
        let reset = window.saturating_sub(start.elapsed()).as_secs_f64().ceil() as u64;
        if rate.enforce && *used >= rate.limit {
            let body = json!({ "detail": "Rate limit exceeded.", "available_in": reset });
            let mut rejection = response::json(429, &body);
            response::set_header(&mut rejection, "retry-after", &reset.to_string());
            Usage { limit: rate.limit, remaining: 0, reset }.add_headers(&mut rejection);
            return Err(rejection);
        }
        *used += 1;
        Ok(Usage { limit: rate.limit, remaining: rate.limit.saturating_sub(*used), reset })
    }
}

impl Usage {
    pub(crate) fn add_headers(self, response: &mut Response) {
        response::set_header(response, "x-ratelimit-limit", &self.limit.to_string());
        response::set_header(response, "x-ratelimit-remaining", &self.remaining.to_string());
        response::set_header(response, "x-ratelimit-reset", &self.reset.to_string());
    }
}
