//! Tests of the conversation against a model of the server, step by step and under random faults.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::api::{ApiError, Consent, FileError, PollResponse, RejectedFiles, Role, SessionStatus};
use harness::{Harness, Outcome, attached_file, tab};

mod answers;
mod consent;
mod downloads;
mod full_storage;
mod harness;
mod long_history;
mod provided_session;
mod random_faults;
mod sending;
mod session_start;
mod sessions;
mod stored_form;
mod token_renewal;
