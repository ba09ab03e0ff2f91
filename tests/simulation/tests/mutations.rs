//! Mutation tests: the simulation detects each of these mistakes in the state machine and its storage, as a violation of
//! the expected rule.
//!
//! A mutation replaces source text in a copy of the sources, which is built and simulated.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mutation, and the number of the rule that it breaks.
struct Mutation {
    name: &'static str,
    rule: u32,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a new message is not stored",
        rule: 1,
        file: "chat/conversation/state_machine.rs",
        from: "        let id = self.transcript.insert(at, kind);\n        self.storage_sync.mark_changed();\n",
        to: "        let id = self.transcript.insert(at, kind);\n",
    },
    Mutation {
        name: "a forwarded intent is broadcast but not stored",
        rule: 1,
        file: "chat/tabs/tab.rs",
        from: "        effects.push(Effect::ForwardIntent(intent.clone()));\n",
        to: "        effects.push(Effect::Broadcast(TabMessage::IntentForwarded(intent.clone())));\n",
    },
    Mutation {
        name: "an answer with another timestamp in the history is a second entry",
        rule: 2,
        file: "chat/transcript/matching.rs",
        from: "} else if is_retimed {",
        to: "} else if false {",
    },
    Mutation {
        name: "a failed task and its note in the history are two entries",
        rule: 2,
        file: "chat/transcript/matching.rs",
        from: "is_note().then_some(2)",
        to: "is_note().then_some(2).filter(|_| false)",
    },
    Mutation {
        name: "a failed task claims the note of a later one",
        rule: 2,
        file: "chat/transcript/matching.rs",
        from: "self.below_own_before(&wire.created_at)",
        to: "0",
    },
    Mutation {
        name: "a confirmed message keeps its place",
        rule: 2,
        file: "chat/conversation/transitions/history.rs",
        from: "            self.transcript.restore_order(id, &created_at);\n",
        to: "",
    },
    Mutation {
        name: "messages are posted without waiting for the server's workers",
        rule: 2,
        file: "chat/conversation/transitions/outbox.rs",
        from: "                self.last_accepted = Some((id, time + PICKUP_TIMEOUT_MS));\n",
        to: "",
    },
    Mutation {
        name: "a new page posts a message without waiting for the server's workers",
        rule: 2,
        file: "chat/conversation/transitions/restore.rs",
        from: "(*id, now.monotonic + PICKUP_TIMEOUT_MS)",
        to: "(*id, now.monotonic)",
    },
    Mutation {
        name: "the visitor's messages are moved to the server's order",
        rule: 2,
        file: "chat/transcript/placement.rs",
        from: "time_of(entry).filter(|_| is_from_bot(entry))",
        to: "time_of(entry)",
    },
    Mutation {
        name: "a message whose request ended without a response is resent without a delivery check",
        rule: 3,
        file: "chat/conversation/transitions/delivery_check.rs",
        from: "outgoing.status = DeliveryStatus::Unconfirmed);",
        to: "outgoing.status = DeliveryStatus::Waiting);",
    },
    Mutation {
        name: "a message that was being sent at a reload is resent without a delivery check",
        rule: 3,
        file: "chat/conversation/transitions/restore.rs",
        from: "DeliveryStatus::Sending | DeliveryStatus::Unconfirmed if has_session => DeliveryStatus::Unconfirmed,",
        to: "DeliveryStatus::Sending | DeliveryStatus::Unconfirmed if has_session => DeliveryStatus::Waiting,",
    },
    Mutation {
        name: "a forwarded intent is applied each time it is loaded",
        rule: 2,
        file: "chat/conversation/tab_interface.rs",
        from: "        if !self.storage_sync.is_applied(forwarded.id) {\n            self.storage_sync.note_applied",
        to: "        if true {\n            self.storage_sync.note_applied",
    },
    Mutation {
        name: "the session is polled every ten seconds",
        rule: 4,
        file: "chat/timing/intervals_and_limits.rs",
        from: "SESSION_POLL_INTERVAL_MS: Millis = 30_000",
        to: "SESSION_POLL_INTERVAL_MS: Millis = 10_000",
    },
    Mutation {
        name: "Retry-After is ignored",
        rule: 4,
        file: "chat/conversation/state/connectivity.rs",
        from: "self.is_online && self.limited_until.is_none() && time >= self.not_before",
        to: "self.is_online && time >= self.not_before",
    },
    Mutation {
        name: "Retry-After of a server error is ignored",
        rule: 4,
        file: "chat/conversation/state/connectivity.rs",
        from: "if let ApiError::Server(_, Some(wait)) = *error {",
        to: "if let ApiError::RateLimited(Some(wait)) = *error {",
    },
    Mutation {
        name: "hidden pages poll",
        rule: 4,
        file: "chat/conversation/transitions/history.rs",
        from: "(self.presence.is_visible && expects_messages &&",
        to: "(expects_messages &&",
    },
    Mutation {
        name: "a session without token is not replaced when its channel requires tokens",
        rule: 6,
        file: "api/error.rs",
        from: "matches!(self, Self::SessionExpired | Self::SessionUnknown)",
        to: "matches!(self, Self::SessionExpired)",
    },
    Mutation {
        name: "hidden pages poll tasks as often as visible ones",
        rule: 4,
        file: "chat/conversation/state/tasks.rs",
        from: "Some(if is_visible { due } else { due.max(hidden_due) })",
        to: "Some(due)",
    },
    Mutation {
        name: "another page does not know when the session was polled",
        rule: 4,
        file: "chat/conversation/transitions/history.rs",
        from: "            self.storage_sync.on_poll_started(now.wall);\n",
        to: "",
    },
    Mutation {
        name: "the first lost session fails the message",
        rule: 5,
        file: "chat/conversation/state/current_session.rs",
        from: "self.losses > MAX_SESSION_LOSSES",
        to: "self.losses > 0",
    },
    Mutation {
        name: "a rejected token is not renewed",
        rule: 6,
        file: "chat/conversation/state/session_start.rs",
        from: "        !std::mem::replace(&mut self.is_bearer_renewed, true)\n",
        to: "        false\n",
    },
    Mutation {
        name: "a session whose token has expired is replaced",
        rule: 5,
        file: "chat/conversation/transitions/token_renewal.rs",
        from: "*error == ApiError::SessionExpired\n",
        to: "*error == ApiError::SessionExpired && false\n",
    },
    Mutation {
        name: "tokens are renewed without a pause",
        rule: 4,
        file: "chat/conversation/state/token_renewal.rs",
        from: "(self.is_needed || is_early) && time >= self.not_before",
        to: "self.is_needed || is_early",
    },
    Mutation {
        name: "the token of the current session is sent for files of an earlier one",
        rule: 7,
        file: "chat/conversation/transitions/downloads.rs",
        from: "if !self.is_current_session(Some(session)) => {",
        to: "if false && !self.is_current_session(Some(session)) => {",
    },
    Mutation {
        name: "downloads are abandoned with other requests",
        rule: 7,
        file: "chat/conversation/state/requests.rs",
        from: "pending.is_download() || keep(pending)",
        to: "keep(pending)",
    },
    Mutation {
        name: "requests of an earlier page are never verified",
        rule: 6,
        file: "chat/tabs/tab.rs",
        from: "        self.conversation.take_over(now);\n",
        to: "",
    },
    Mutation {
        name: "a leader that becomes hidden does not announce it",
        rule: 6,
        file: "chat/tabs/leadership.rs",
        from: "        if self.is_leader && !is_visible {\n            effects.push(Effect::Broadcast(TabMessage::LeaderHidden));\n        }\n",
        to: "",
    },
    Mutation {
        name: "a leader does not notice that another page has become the leader",
        rule: 1,
        file: "storage/leader_mark.rs",
        from: "return mark == self.page_id;",
        to: "return true;",
    },
    Mutation {
        name: "the second of two messages with the same timestamp is left out where a page ends between them",
        rule: 2,
        file: "chat/conversation/transitions/history.rs",
        from: ".filter(|_| page.has_more)",
        to: ".filter(|_| false)",
    },
    Mutation {
        name: "a page of an older version replaces what a newer one has stored",
        rule: 1,
        file: "chat/model/record.rs",
        from: "version > Self::VERSION",
        to: "version > 99_u32",
    },
    Mutation {
        name: "an open tab of an older version leads the conversation of a newer one",
        rule: 1,
        file: "chat/tabs/tab.rs",
        from: "        if stored.has_newer_version {",
        to: "        if false {",
    },
    Mutation {
        name: "a tab does not wait for others that take the lease at the same time",
        rule: 4,
        file: "storage/lease.rs",
        from: "const SETTLE_MS: u32 = 50;",
        to: "const SETTLE_MS: u32 = 1;",
    },
    Mutation {
        name: "the leader does not renew its lease",
        rule: 4,
        file: "storage/lease.rs",
        from: "(if self.renew(now_ms) { Phase::Held } else { held }, None",
        to: "(held, None",
    },
    Mutation {
        name: "an expired lease is never free",
        rule: 6,
        file: "storage/lease.rs",
        from: "(now_ms - renewed).abs() <= EXPIRE_AFTER_MS",
        to: "!renewed.is_nan()",
    },
    Mutation {
        name: "a value that does not fit removes the old one",
        rule: 1,
        file: "storage/key_value.rs",
        from: "if !is_stored && keep_old {",
        to: "if false {",
    },
];

#[test]
fn every_mutation_is_detected() {
    let copy = SourceCopy::create();
    let mut missed = Vec::new();
    for mutation in MUTATIONS {
        let file = copy.folder.join("src").join(mutation.file);
        let original = fs::read_to_string(&file).unwrap();
        assert_eq!(
            original.matches(mutation.from).count(),
            1,
            "{}: the text does not occur exactly once in {}",
            mutation.name,
            mutation.file
        );
        fs::write(&file, original.replace(mutation.from, mutation.to)).unwrap();
        let output = copy.simulate();
        fs::write(&file, original).unwrap();
        let expected = format!("breaks rule {}:", mutation.rule);
        let found = output.lines().find(|line| line.contains("breaks rule")).unwrap_or("no rule is broken").to_owned();
        println!("{}: {found}", mutation.name);
        if !found.contains(&expected) {
            missed.push(format!("{}: {found}, not rule {}", mutation.name, mutation.rule));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

/// A copy of the sources.
struct SourceCopy {
    folder: PathBuf,
}

impl SourceCopy {
    fn create() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations");
        for part in ["src", "stubs", "tests"] {
            let _ = fs::remove_dir_all(folder.join(part));
        }
        for part in ["src", "stubs", "tests/simulation/src"] {
            copy_folder(&root.join(part), &folder.join(part));
        }
        for file in ["Cargo.lock", "README.md", "tests/simulation/Cargo.toml"] {
            fs::copy(root.join(file), folder.join(file)).unwrap();
        }
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let start = manifest.find("members = [").unwrap();
        let end = start + manifest.get(start..).unwrap().find(']').unwrap() + 1;
        let members = format!("{}members = [\"tests/simulation\"]{}", &manifest[..start], &manifest[end..]);
        fs::write(folder.join("Cargo.toml"), members).unwrap();
        Self { folder }
    }

    /// Simulates the copy, and returns the output.
    fn simulate(&self) -> String {
        let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
        let output = Command::new(cargo)
            .current_dir(&self.folder)
            .args(["run", "--quiet", "--offline", "--profile", "simulation", "--package", "simulation", "--"])
            .args(["--seeds", "20000"])
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // Each copy is built for one run, so build time dominates.
            .env("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(stdout.contains("rule"), "the changed sources cannot be simulated:\n{errors}");
        stdout
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
