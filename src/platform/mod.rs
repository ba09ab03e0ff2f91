//! Runs the conversation in a browser: carries out its requests, timers and storage writes, and passes the events of the page and of
//! other tabs to it.

mod browser_storage;
mod channel;
mod clock;
mod downloads;
mod executor;
mod executor_options;
mod files;
mod host_observer;
mod indexed_db;
mod leader_lock;
mod page_events;
mod page_lifecycle;
mod parse_ahead;
mod public_event_encoding;
mod random;
mod requested_downloads;
mod requests;
mod tab_message_encoding;

pub use executor::Executor;
pub use executor_options::{ExecutorOptions, Visitor};
pub use host_observer::HostObserver;
