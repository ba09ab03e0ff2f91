//! The simulation can fail: each of these mistakes in the state machine breaks the rule that it should.
//!
//! A mistake is a change of the source text. The changed sources are built and simulated apart from the real ones.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mistake, and the number of the rule that it breaks.
struct Mistake {
    what: &'static str,
    rule: u32,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        what: "a new message is not stored",
        rule: 1,
        file: "conversation/state_machine.rs",
        from: "        let id = self.transcript.insert(at, kind);\n        self.persistence.mark_changed();\n",
        to: "        let id = self.transcript.insert(at, kind);\n",
    },
    Mistake {
        what: "what a visitor asks for in another tab is only told, not kept",
        rule: 1,
        file: "tabs/tab.rs",
        from: "        effects.push(Effect::ForwardIntent(intent.clone()));\n",
        to: "        effects.push(Effect::Broadcast(TabMessage::IntentForwarded(intent.clone())));\n",
    },
    Mistake {
        what: "an answer that is told with another time than it is stored with counts as another",
        rule: 2,
        file: "transcript/matching.rs",
        from: "exact.or_else(retimed).or_else(failure)",
        to: "exact.or_else(failure)",
    },
    Mistake {
        what: "a failed task and the message that is stored for it are two",
        rule: 2,
        file: "transcript/matching.rs",
        from: "exact.or_else(retimed).or_else(failure)",
        to: "exact.or_else(retimed)",
    },
    Mistake {
        what: "what is confirmed stays where it was",
        rule: 2,
        file: "conversation/history.rs",
        from: "        self.transcript.restore_order(id, &created_at);\n",
        to: "",
    },
    Mistake {
        what: "a message whose request ended without an answer is sent again at once",
        rule: 3,
        file: "conversation/delivery_check.rs",
        from: "outgoing.status = DeliveryStatus::Unconfirmed);",
        to: "outgoing.status = DeliveryStatus::Waiting);",
    },
    Mistake {
        what: "what was being sent when a page was left is sent again without a look",
        rule: 3,
        file: "conversation/restore.rs",
        from: "DeliveryStatus::Sending | DeliveryStatus::Unconfirmed if has_session => DeliveryStatus::Unconfirmed,",
        to: "DeliveryStatus::Sending | DeliveryStatus::Unconfirmed if has_session => DeliveryStatus::Waiting,",
    },
    Mistake {
        what: "mail is taken note of each time it is found",
        rule: 2,
        file: "conversation/replica.rs",
        from: "        if !self.persistence.is_applied(mail.id) {\n            self.persistence.note_applied",
        to: "        if true {\n            self.persistence.note_applied",
    },
    Mistake {
        what: "the session is polled every ten seconds",
        rule: 4,
        file: "timing/intervals.rs",
        from: "SESSION_POLL_INTERVAL_MS: Millis = 30_000",
        to: "SESSION_POLL_INTERVAL_MS: Millis = 10_000",
    },
    Mistake {
        what: "Retry-After is not waited for",
        rule: 4,
        file: "conversation/state/connectivity.rs",
        from: "self.is_online && self.limited_until.is_none() && time >= self.not_before",
        to: "self.is_online && time >= self.not_before",
    },
    Mistake {
        what: "pages in the background poll",
        rule: 4,
        file: "conversation/history.rs",
        from: "(self.presence.is_visible && has_more &&",
        to: "(has_more &&",
    },
    Mistake {
        what: "the first session that is lost is the visitor's problem",
        rule: 5,
        file: "conversation/state/current_session.rs",
        from: "self.losses > MAX_SESSION_LOSSES",
        to: "self.losses > 0",
    },
    Mistake {
        what: "what was on its way when a page was left is never looked for",
        rule: 6,
        file: "tabs/tab.rs",
        from: "        self.conversation.take_over(now);\n",
        to: "",
    },
    Mistake {
        what: "a tab that goes to the background tells nobody",
        rule: 6,
        file: "tabs/leadership.rs",
        from: "        if self.is_leader && !is_visible {\n            effects.push(Effect::Broadcast(TabMessage::LeaderHidden));\n        }\n",
        to: "",
    },
];

#[test]
fn every_mistake_is_caught() {
    let copy = Copy::make();
    let mut missed = Vec::new();
    for mistake in MISTAKES {
        let file = copy.folder.join("src/chat").join(mistake.file);
        let right = fs::read_to_string(&file).unwrap();
        assert_eq!(right.matches(mistake.from).count(), 1, "{}: the line is not in {}", mistake.what, mistake.file);
        fs::write(&file, right.replace(mistake.from, mistake.to)).unwrap();
        let told = copy.simulate();
        fs::write(&file, right).unwrap();
        let wanted = format!("breaks rule {}:", mistake.rule);
        let found = told.lines().find(|line| line.contains("breaks rule")).unwrap_or("no rule is broken").to_owned();
        println!("{}: {found}", mistake.what);
        if !found.contains(&wanted) {
            missed.push(format!("{}: {found}, not rule {}", mistake.what, mistake.rule));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

/// A copy of the sources that can be changed.
struct Copy {
    folder: PathBuf,
}

impl Copy {
    fn make() -> Self {
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

    /// What the simulation says of the copy as it is now.
    fn simulate(&self) -> String {
        let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
        let output = Command::new(cargo)
            .current_dir(&self.folder)
            .args(["run", "--quiet", "--offline", "--profile", "simulation", "--package", "simulation", "--"])
            .args(["--seeds", "20000"])
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            // These sources are built more often than they are run.
            .env("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("rule"), "the changed sources cannot be simulated:\n{errors}");
        told
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
