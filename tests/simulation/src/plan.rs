//! The plan of a run: the actions of the visitor and the world, and the faults of requests.

use fastrand::Rng;
use std::collections::BTreeMap;
use std::ops::Range;

/// Milliseconds of virtual time.
pub type Millis = u64;

/// Faults stop at this time.
pub const FAULTS_END_MS: Millis = 240_000;
/// Maximum number of open tabs.
pub const MAX_TABS: usize = 3;
/// The number of the first request for a download.
pub(super) const FIRST_DOWNLOAD: u32 = 1_000_000;

/// Something that happens at a planned time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// A page is opened in a tab that has none.
    OpenTab(usize),
    /// A tab is closed, crashes or navigates, without notice.
    KillTab(usize),
    /// The tab is killed while it carries out effects, after this many of them.
    KillDuring(usize, u32),
    /// The tab becomes hidden.
    Hide(usize),
    /// The tab becomes visible.
    Show(usize),
    /// The browser freezes the tab.
    Freeze(usize),
    /// The browser resumes the tab: it handles the events that arrived meanwhile.
    Resume(usize),
    /// The visitor opens the widget's window.
    OpenWindow(usize),
    /// The visitor closes the widget's window.
    CloseWindow(usize),
    /// The visitor submits the message with this number.
    Submit(usize, u32),
    /// The visitor submits the message with this number and a file.
    SubmitWithFile(usize, u32),
    /// The visitor retries the first failed message.
    Retry(usize),
    /// The visitor discards the first failed message.
    Discard(usize),
    /// The visitor withdraws the first message that can be withdrawn.
    Withdraw(usize),
    /// The visitor downloads the newest file.
    Download(usize),
    /// The visitor stops waiting for an answer.
    StopWaiting(usize),
    /// The visitor starts a new chat.
    NewChat(usize),
    /// The network is lost.
    Offline,
    /// The network is available again.
    Online,
    /// The bot sends a message by itself. The number makes its text unique.
    BotSpeaks(u32),
    /// The bot sends three messages with the same timestamp. The number makes their texts unique.
    BotSpeaksThrice(u32),
    /// The bot sends so many messages that the transcript is stored in chunks.
    BotSpeaksAtLength,
    /// The server no longer accepts the newest session: its token expires or, if it has none, the session becomes unknown.
    ExpireSession,
    /// The newest session ends.
    EndSession,
    /// The channel requires session tokens from now on.
    RequireTokens,
    /// The access token of the page expires. The page can get another one.
    ExpireAccessToken,
    /// The chatbot is switched off.
    SwitchOff,
    /// The chatbot is switched on.
    SwitchOn,
    /// The server requires consent to a new version of the form.
    ChangeConsentForm,
    /// Storage has no space for a whole transcript.
    StorageFills,
    /// Storage can be neither read nor written.
    StorageFails,
    /// Storage refuses some writes.
    StorageBecomesFlaky,
    /// Storage works again.
    StorageRecovers,
    /// The visitor's clock jumps by this many seconds.
    ShiftClock(i32),
}

/// A fault of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// The request does not reach the server.
    RequestLost,
    /// The server executes the request; the response is lost.
    ResponseLost,
    /// The server executes the request; the response takes longer than the client waits.
    Timeout,
    /// The server responds with 5xx and does not execute the request.
    ServerError,
    /// 503 with this many seconds in `Retry-After`; the server does not execute the request.
    Overloaded(u32),
    /// The server executes the request and responds with 5xx.
    ServerErrorAfterExecution,
    /// The server executes the request; the response cannot be parsed.
    Malformed,
    /// 429 with this many seconds in `Retry-After`; the server does not execute the request.
    RateLimited(u32),
    /// The server responds with 4xx and does not execute the request.
    Refused,
    /// The request and the response each take this many milliseconds longer.
    Slow(u32),
}

impl Fault {
    /// Whether the server executes the request and the client does not learn its result.
    pub(super) fn loses_response(self) -> bool {
        matches!(self, Self::ResponseLost | Self::Timeout | Self::ServerErrorAfterExecution | Self::Malformed)
    }
}

/// Whether session tokens can be renewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Renewal {
    /// The access token renews them.
    Works,
    /// The page has no function for access tokens.
    #[default]
    NoProvider,
    /// The page's function fails.
    ProviderFails,
    /// The server is too old to renew them.
    NoEndpoint,
    /// The server always responds with an error.
    ServerError,
}

/// The plan of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Determines everything that is not planned, such as delays and how long answers take.
    pub seed: u64,
    /// Whether the browser has Web Locks.
    pub has_web_locks: bool,
    /// The tab whose pages have an older version of the widget, if any. It is never tab 0, which the final check examines.
    pub older_tab: Option<usize>,
    /// How long session tokens are accepted.
    pub token_lifetime: Option<Millis>,
    /// Whether session tokens can be renewed.
    pub renewal: Renewal,
    /// The actions, by time.
    pub actions: Vec<(Millis, Action)>,
    /// The faults, by the number of the request.
    pub faults: BTreeMap<u32, Fault>,
}

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        // Some runs lack a kind of fault, so that rare events are not always hidden by frequent ones.
        let (fault_percent, tabs) = (rng.u32(0..40), rng.usize(1..=MAX_TABS));
        let storage_may_fill = rng.u32(0..4) == 0;
        let storage_may_fail = rng.u32(0..8) == 0;
        let session_may_end = rng.u32(0..2) == 0;
        let may_change_form = rng.u32(0..4) == 0;
        let clock_may_jump = rng.u32(0..4) == 0;
        let mut actions = vec![(0, Action::OpenTab(0)), (0, Action::OpenWindow(0))];
        let mut at = 0;
        let mut submitted = 0;
        for _ in 0..rng.u32(3..30) {
            at += random_in_any(&mut rng, [0..50, 50..3_000, 3_000..20_000]);
            if at >= FAULTS_END_MS {
                break;
            }
            let tab = rng.usize(0..tabs);
            let action = match rng.u32(0..47) {
                0..=11 => {
                    submitted += 1;
                    Action::Submit(tab, submitted)
                }
                12..=13 => {
                    submitted += 1;
                    Action::SubmitWithFile(tab, submitted)
                }
                14..=16 => Action::OpenTab(tab),
                17..=18 => Action::KillTab(tab),
                19 => Action::KillDuring(tab, rng.u32(0..6)),
                20..=21 => Action::Hide(tab),
                22..=23 => Action::Show(tab),
                24 => Action::Freeze(tab),
                25 => Action::Resume(tab),
                26 => Action::OpenWindow(tab),
                27 => Action::CloseWindow(tab),
                28..=29 => Action::Retry(tab),
                30 => Action::Discard(tab),
                45 => Action::Withdraw(tab),
                46 => Action::StopWaiting(tab),
                31 if rng.u32(0..3) == 0 => Action::NewChat(tab),
                32 => Action::Offline,
                33..=34 => Action::Online,
                35..=36 => Action::BotSpeaks(at as u32),
                37 if session_may_end => Action::ExpireSession,
                38 if session_may_end => Action::EndSession,
                39 if session_may_end => Action::SwitchOff,
                40 => Action::SwitchOn,
                41 if storage_may_fill => Action::StorageFills,
                // Only if storage cannot fill in this plan.
                41 if storage_may_fail => Action::StorageFails,
                42 => Action::StorageRecovers,
                44 if may_change_form => Action::ChangeConsentForm,
                43 if clock_may_jump => Action::ShiftClock(rng.i32(-100_000..100_000)),
                _ => continue,
            };
            actions.push((at, action));
        }
        let mut faults = BTreeMap::new();
        for request in 0..120 {
            if rng.u32(0..100) < fault_percent {
                faults.insert(request, random_fault(&mut rng));
            }
        }
        if rng.u32(0..4) == 0 {
            for _ in 0..rng.u32(1..4) {
                actions.push((rng.u64(0..FAULTS_END_MS), Action::ExpireAccessToken));
            }
        }
        if rng.u32(0..8) == 0 {
            actions.push((rng.u64(0..FAULTS_END_MS), Action::RequireTokens));
        }
        // Separate generators from here on: what they draw does not change the actions above for a given seed.
        let mut rng = Rng::with_seed(seed ^ 0xb007);
        let has_web_locks = rng.u32(0..4) > 0;
        if rng.u32(0..8) == 0 {
            actions.push((rng.u64(0..FAULTS_END_MS), Action::StorageBecomesFlaky));
        }
        for number in 0..rng.u32(0..4) {
            actions.push((rng.u64(0..FAULTS_END_MS), Action::BotSpeaksThrice(number)));
        }
        // Rare, because such a run takes many times as long as others.
        if rng.u32(0..1_000) == 0 {
            actions.push((rng.u64(0..FAULTS_END_MS / 4), Action::BotSpeaksAtLength));
        }
        let mut downloads = Rng::with_seed(seed ^ 0xd0c5);
        if downloads.u32(0..3) == 0 {
            for number in 0..downloads.u32(1..8) {
                let tab = downloads.usize(0..tabs);
                actions.push((downloads.u64(0..FAULTS_END_MS), Action::Download(tab)));
                if downloads.u32(0..100) < fault_percent {
                    faults.insert(FIRST_DOWNLOAD + number, random_fault(&mut downloads));
                }
            }
        }
        actions.sort_by_key(|(at, _)| *at);
        let older_tab = (rng.u32(0..4) == 0).then_some(1);
        let mut rng = Rng::with_seed(seed ^ 0x70c3);
        let token_lifetime = match rng.u32(0..10) {
            0 => Some(5_000),
            1 | 2 => Some(40_000),
            _ => None,
        };
        let renewal = match rng.u32(0..12) {
            // Without renewal, a session that lasts only a few seconds would lose every answer.
            _ if token_lifetime == Some(5_000) => Renewal::Works,
            0 => Renewal::NoProvider,
            1 => Renewal::NoEndpoint,
            2 => Renewal::ProviderFails,
            3 => Renewal::ServerError,
            _ => Renewal::Works,
        };
        Self { seed, has_web_locks, older_tab, token_lifetime, renewal, actions, faults }
    }
}

/// A random number from one of these ranges, each equally likely.
fn random_in_any(rng: &mut Rng, [short, middle, long]: [Range<u64>; 3]) -> u64 {
    match rng.usize(0..3) {
        0 => rng.u64(short),
        1 => rng.u64(middle),
        _ => rng.u64(long),
    }
}

fn random_fault(rng: &mut Rng) -> Fault {
    match rng.u32(0..18) {
        0..=2 => Fault::RequestLost,
        3..=5 => Fault::ResponseLost,
        6 => Fault::Timeout,
        7 => Fault::ServerError,
        8 => Fault::Overloaded(rng.u32(1..40)),
        9..=10 => Fault::ServerErrorAfterExecution,
        11 => Fault::Malformed,
        12..=13 => Fault::RateLimited(rng.u32(1..40)),
        14 => Fault::Refused,
        _ => Fault::Slow(rng.u32(10..4_000)),
    }
}
