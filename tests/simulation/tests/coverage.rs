//! The plans cover rare events: each kind occurs at least once.

use simulation::{Plan, occurrences};
use std::collections::BTreeMap;

const SEEDS: u64 = 4_000;

const KINDS: [&str; 17] = [
    "channel is switched off",
    "channel is switched on",
    "channel starts to require tokens during a session",
    "closed tab leaves its lease behind",
    "conversation of more than 500 entries in chunks",
    "download is refused because the token has expired",
    "file is downloaded",
    "file is downloaded by a follower",
    "lease is acquired",
    "lease is stolen",
    "message without response is stored after the delivery check",
    "open tab of an older version is offered the conversation of a newer one",
    "page of an older version opens the conversation of a newer one",
    "page of the history ends between identical timestamps",
    "session token is not renewed",
    "session token is renewed",
    "single call of storage fails",
];

#[test]
fn every_kind_of_event_occurs() {
    let mut total = BTreeMap::new();
    for seed in 1..=SEEDS {
        for (kind, count) in occurrences(&Plan::new(seed)) {
            *total.entry(kind).or_insert(0) += count;
        }
    }
    println!("{total:#?}");
    let missing: Vec<_> = KINDS.into_iter().filter(|kind| total.get(kind).is_none_or(|count| *count == 0)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "in {SEEDS} seeds");
}
