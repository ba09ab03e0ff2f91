//! What happens in a run: what the visitor does, what the world does to them, and what becomes of each request.

use fastrand::Rng;
use std::collections::BTreeMap;
use std::ops::Range;

/// Milliseconds of virtual time.
pub type Millis = u64;

/// Faults stop at this time.
pub const FAULTS_END: Millis = 240_000;
/// Most tabs that are ever open.
pub const TABS: usize = 3;

/// Something that happens at a time of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// The page is opened in a tab, or a closed tab is opened anew.
    OpenTab(usize),
    /// A tab is gone without a word: closed, crashed, navigated.
    KillTab(usize),
    /// The same in the middle of what it does next, after so many writes and requests.
    KillDuring(usize, u32),
    /// The tab goes to the background.
    Hide(usize),
    /// The tab comes to the front.
    Show(usize),
    /// Nothing runs in the tab.
    Freeze(usize),
    /// What came meanwhile is handled.
    Thaw(usize),
    /// The window is opened.
    Open(usize),
    /// The window is closed.
    Close(usize),
    /// The visitor sends the message of this number.
    Say(usize, u32),
    /// The same with a file.
    SayWithFile(usize, u32),
    /// The visitor tries the first failed message again.
    Retry(usize),
    /// The visitor gives the first failed message up.
    Discard(usize),
    /// The visitor takes the first message back that can still be had.
    TakeBack(usize),
    /// The visitor starts over.
    NewChat(usize),
    /// There is no network.
    Offline,
    /// There is.
    Online,
    /// The bot says something by itself.
    BotSpeaks(u32),
    /// The session's token expires.
    Expire,
    /// The session is closed.
    End,
    /// The channel is switched off.
    SwitchOff,
    /// It is switched on.
    SwitchOn,
    /// Visitors have to agree to something, or to something else.
    Reword,
    /// There is no room for a whole transcript.
    StorageFills,
    /// Nothing can be stored.
    StorageDies,
    /// It can.
    StorageWorks,
    /// The visitor's clock is set by so many seconds.
    SetClock(i32),
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// Lost on the way there.
    LostBefore,
    /// Done, and the answer lost.
    LostAfter,
    /// Done, and no answer for so long that the client gives up.
    TimesOut,
    /// 5xx, not done.
    Stumbles,
    /// 5xx, done.
    StumblesAfter,
    /// Done, and the answer cannot be read.
    Malformed,
    /// 429 with so many seconds.
    Limited(u32),
    /// 4xx.
    Refused,
    /// So many milliseconds more each way.
    Slow(u32),
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Decides what is not written here: delays, and how long answers take.
    pub seed: u64,
    /// What happens, by time.
    pub actions: Vec<(Millis, Action)>,
    /// What becomes of requests, by their number; nothing becomes of the others.
    pub fates: BTreeMap<u32, Fate>,
}

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        // Some runs are calm in one respect, so that rare things are not always drowned.
        let (trouble, tabs) = (rng.u32(0..40), rng.usize(1..=TABS));
        let storage_may_fail = rng.u32(0..4) == 0;
        let storage_may_die = rng.u32(0..8) == 0;
        let session_may_end = rng.u32(0..2) == 0;
        let may_reword = rng.u32(0..4) == 0;
        let clock_may_jump = rng.u32(0..4) == 0;
        let mut actions = vec![(0, Action::OpenTab(0)), (0, Action::Open(0))];
        let mut at = 0;
        let mut said = 0;
        for _ in 0..rng.u32(3..30) {
            at += draw(&mut rng, [0..50, 50..3_000, 3_000..20_000]);
            if at >= FAULTS_END {
                break;
            }
            let tab = rng.usize(0..tabs);
            let action = match rng.u32(0..46) {
                0..=11 => {
                    said += 1;
                    Action::Say(tab, said)
                }
                12..=13 => {
                    said += 1;
                    Action::SayWithFile(tab, said)
                }
                14..=16 => Action::OpenTab(tab),
                17..=18 => Action::KillTab(tab),
                19 => Action::KillDuring(tab, rng.u32(0..6)),
                20..=21 => Action::Hide(tab),
                22..=23 => Action::Show(tab),
                24 => Action::Freeze(tab),
                25 => Action::Thaw(tab),
                26 => Action::Open(tab),
                27 => Action::Close(tab),
                28..=29 => Action::Retry(tab),
                30 => Action::Discard(tab),
                45 => Action::TakeBack(tab),
                31 if rng.u32(0..3) == 0 => Action::NewChat(tab),
                32 => Action::Offline,
                33..=34 => Action::Online,
                35..=36 => Action::BotSpeaks(at as u32),
                37 if session_may_end => Action::Expire,
                38 if session_may_end => Action::End,
                39 if session_may_end => Action::SwitchOff,
                40 => Action::SwitchOn,
                41 if storage_may_fail => Action::StorageFills,
                41 if storage_may_die => Action::StorageDies,
                42 => Action::StorageWorks,
                44 if may_reword => Action::Reword,
                43 if clock_may_jump => Action::SetClock(rng.i32(-100_000..100_000)),
                _ => continue,
            };
            actions.push((at, action));
        }
        let mut fates = BTreeMap::new();
        for request in 0..120 {
            if rng.u32(0..100) < trouble {
                fates.insert(request, fate(&mut rng));
            }
        }
        Self { seed, actions, fates }
    }
}

fn draw(rng: &mut Rng, ranges: [Range<u64>; 3]) -> u64 {
    let chosen = rng.usize(0..3);
    let [short, middle, long] = ranges;
    rng.u64([short, middle].into_iter().nth(chosen).unwrap_or(long))
}

fn fate(rng: &mut Rng) -> Fate {
    match rng.u32(0..18) {
        0..=2 => Fate::LostBefore,
        3..=5 => Fate::LostAfter,
        6 => Fate::TimesOut,
        7..=8 => Fate::Stumbles,
        9..=10 => Fate::StumblesAfter,
        11 => Fate::Malformed,
        12..=13 => Fate::Limited(rng.u32(1..40)),
        14 => Fate::Refused,
        _ => Fate::Slow(rng.u32(10..4_000)),
    }
}
