//! The fixed intervals, timeouts and limits of the conversation's requests.

use crate::chat::model::time::Millis;

/// Shortest interval between the starts of two polls of the session, with the window open or closed ("Do not poll more than once every 30 seconds").
pub(crate) const SESSION_POLL_INTERVAL_MS: Millis = 30_000;
/// Longest interval between the starts of two polls of the session while the window is open.
pub(crate) const OPEN_POLL_MAX_MS: Millis = SESSION_POLL_INTERVAL_MS + 2_000;
/// Longest interval between two polls of the session while the window is closed.
pub(crate) const CLOSED_POLL_MAX_MS: Millis = 60_000;
/// Interval after a poll that the server refused: repeating it is useless until somebody changes the setup.
pub(crate) const REFUSED_POLL_INTERVAL_MS: Millis = 10 * SESSION_POLL_INTERVAL_MS;
/// Time between the beginnings of two renewals of the session's token.
pub(crate) const TOKEN_RENEWAL_INTERVAL_MS: Millis = 30_000;
/// A token that expires within this time is renewed before it is used.
pub(crate) const TOKEN_RENEWAL_MARGIN_MS: Millis = 60_000;
/// How long a download waits for another token, or for the end of the rate limit.
pub(crate) const DOWNLOAD_WAIT_MS: Millis = 60_000;
/// A task poll that has not been answered after this time is repeated, once, while the first continues.
pub(crate) const TASK_POLL_REPEAT_MS: Millis = 5_000;
/// Shortest and longest interval between two polls of a task while the page is hidden.
pub(crate) const HIDDEN_TASK_POLL_MS: (Millis, Millis) = (10_000, 20_000);
/// A task that takes longer is no longer polled; the session poll finds its answer.
pub(crate) const TASK_TIMEOUT_MS: Millis = 600_000;
/// A task that takes longer is reported to the visitor as slow.
pub(crate) const SLOW_TASK_MS: Millis = 60_000;
/// The next message is posted this long after the previous one was accepted, or earlier if that one is answered or in
/// the history. The server works on messages in parallel and stores each when a worker picks it up: four messages
/// posted right after each other were stored out of order in three of five runs, messages 700 ms apart in none of six.
/// This is four times as long.
pub(crate) const PICKUP_TIMEOUT_MS: Millis = 3_000;
/// Failed attempts to send a message after which it is marked failed and the visitor can retry or discard it.
pub(crate) const MAX_SEND_ATTEMPTS: u32 = 4;
/// Failed attempts after which a download is given up.
pub(crate) const MAX_DOWNLOAD_ATTEMPTS: u32 = 4;
/// Failed attempts after which the renewal of a session's token is given up.
pub(crate) const MAX_RENEWAL_ATTEMPTS: u32 = 4;
/// Sessions lost in a row, without a message sent in between, after which the message is marked failed and the visitor can
/// retry or discard it.
pub(crate) const MAX_SESSION_LOSSES: u32 = 2;
/// Delay of the first delivery check after a request without an answer: the server stores a message only when a worker
/// picks it up.
pub(crate) const DELIVERY_CHECK_DELAY_MS: Millis = 2_000;
/// Reads of the history without the message after which it counts as not delivered.
pub(crate) const DELIVERY_CHECKS: u32 = 3;
/// The same after a server error: such a server may be slow to store what it has accepted.
pub(crate) const DELIVERY_CHECKS_AFTER_ERROR: u32 = 4;
/// Extra reads of the history for the answer to a message whose task is unknown.
pub(crate) const MAX_ANSWER_CHECKS: u32 = 4;
