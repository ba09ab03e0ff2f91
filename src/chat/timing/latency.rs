//! How long the bot takes to answer, and when to poll a task next.

use crate::chat::model::time::Millis;

/// How long the bot's answers have taken lately: each longer than one time, and no longer than another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LatencyEstimate(Vec<(Millis, Millis)>);

impl LatencyEstimate {
    /// Answers that are remembered.
    const MOST: usize = 3;

    pub(crate) fn new(samples: &[(Millis, Millis)]) -> Self {
        Self(samples.to_vec())
    }

    /// The remembered answers: the times that each took longer than, and at most.
    pub(crate) fn samples(&self) -> &[(Millis, Millis)] {
        &self.0
    }

    pub(crate) fn learn(&mut self, longer_than: Millis, at_most: Millis) {
        // What was found out before goes on being true of a bot that always takes as long.
        let alike = self.0.iter().rev().find_map(|known| both(*known, (longer_than, at_most)));
        self.0.push(match alike {
            Some((low, high)) if low + 200 < high => (low, high),
            _ => (longer_than, at_most),
        });
        let forget = self.0.len().saturating_sub(Self::MOST);
        self.0.drain(..forget);
    }

    /// How long the next one will take, if most of the last ones took the same time as far as can be told.
    fn expected(&self) -> Option<Millis> {
        let (low, high) = match *self.0 {
            [one] => Some(one),
            [one, other] => both(one, other),
            [one, other, last] => both(other, last).or_else(|| both(one, last)).or_else(|| both(one, other)),
            _ => None,
        }?;
        // The middle tells more about which it is; where that is known well enough, the end of it is sure.
        Some(if high - low > 600 { low.midpoint(high) } else { high })
    }

    /// Until the next poll of a task that the visitor has been waiting for so long: quick at first, then slower step by
    /// step; or, where the bot has a habit, about when it will be done.
    ///
    /// Without one nothing tells how long an answer will take, so what half of the answers are late by follows from the
    /// distance of the polls alone: 400 ms want 15 polls in the first ten seconds. From half a minute on they are fewer
    /// than one a second.
    pub(crate) fn until_next_poll(&self, waited: Millis) -> Millis {
        let expected = self.expected();
        let early = expected.filter(|expected| waited > 0 && waited + 200 < *expected);
        let delay = match (early.map(|expected| expected - waited), expected) {
            (Some(rest), _) if rest < 2_000 => rest,
            (Some(_), _) => 1_000,
            (None, Some(expected)) => 350 + waited.saturating_sub(expected) * 15 / 100,
            (None, None) => 350 + waited * 6 / 100,
        };
        delay.min(5_000)
    }
}

/// What two answers that took the same time tell of it.
fn both(one: (Millis, Millis), other: (Millis, Millis)) -> Option<(Millis, Millis)> {
    let (low, high) = (one.0.max(other.0), one.1.min(other.1));
    (low < high).then_some((low, high))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use crate::chat::timing::backoff::Jitter;

    /// When a task is polled, in milliseconds since the message was taken, with 50 ms for each request.
    fn polls(habit: &LatencyEstimate) -> impl Iterator<Item = Millis> {
        std::iter::successors(Some(habit.until_next_poll(0)), |at| Some(at + 50 + habit.until_next_poll(at + 50)))
    }

    /// When an answer that takes so long is there, and after how many polls.
    fn answered(habit: &mut LatencyEstimate, ready: Millis) -> (Millis, usize) {
        let before = polls(habit).take_while(|at| *at < ready).count();
        let times: Vec<_> = polls(habit).take(before + 1).collect();
        let heard = times[before] + 50;
        habit.learn(before.checked_sub(1).map_or(0, |last| times[last]), times[before]);
        (heard - ready, before + 1)
    }

    #[test]
    fn a_task_polled_for_ten_minutes_leaves_most_of_the_rate_limit() {
        let count = polls(&LatencyEstimate::default()).take_while(|at| *at < 300_000).count();
        assert!(count < 100, "{count} polls in the first five minutes");
    }

    #[test]
    fn half_of_the_answers_are_there_within_400_ms() {
        assert!(LatencyEstimate::default().until_next_poll(0) <= 400);
        // Once evenly from nothing to ten seconds; once as many between one and two seconds as between two and four.
        let evenly = (1..=1_000).map(|step| step * 10).collect::<Vec<Millis>>();
        let mostly_quick = (0..1_000).map(|step| (500.0 * 20f64.powf(f64::from(step) / 1_000.0)) as Millis).collect();
        for durations in [evenly, mostly_quick] {
            let late = |ready: &Millis| answered(&mut LatencyEstimate::default(), *ready).0;
            let mut late: Vec<_> = durations.iter().map(late).collect();
            late.sort_unstable();
            assert!(late[late.len() / 2] < 400, "half of them after {} ms", late[late.len() / 2]);
        }
    }

    #[test]
    fn a_long_wait_takes_fewer_requests_than_one_a_second() {
        for seconds in [30, 60, 300, 600] {
            let count = polls(&LatencyEstimate::default()).take_while(|at| *at < seconds * 1_000).count() as u64;
            assert!(count < seconds, "{count} polls in {seconds} seconds");
        }
    }

    #[test]
    fn a_bot_that_always_takes_as_long_is_asked_when_it_is_done() {
        for ready in [700, 1_500, 3_000, 5_000, 9_000] {
            let mut habit = LatencyEstimate::default();
            let answers: Vec<_> = (0..8).map(|_| answered(&mut habit, ready)).collect();
            let (late, requests) = answers[7];
            assert!(late < 400, "{ready}: {answers:?}");
            assert!(requests as u64 * 1_000 <= ready.max(3_000), "{ready}: {answers:?}");
        }
    }

    #[test]
    fn a_bot_without_a_habit_is_not_made_to_have_one() {
        let mut jitter = Jitter::new(3);
        for longest in [5_000, 10_000] {
            let mut habit = LatencyEstimate::default();
            let mut late: Vec<_> = (0..2_000).map(|_| answered(&mut habit, jitter.between(10, longest)).0).collect();
            late.sort_unstable();
            println!("{longest}: {}", late[late.len() / 2]);
            assert!(late[late.len() / 2] < 400, "half of them after {} ms", late[late.len() / 2]);
        }
    }

    #[test]
    fn one_answer_that_took_longer_does_not_break_a_habit() {
        let mut habit = LatencyEstimate::default();
        for ready in [1_500, 1_500, 6_000] {
            answered(&mut habit, ready);
        }
        let (late, requests) = answered(&mut habit, 1_500);
        assert!(late < 400 && requests <= 2, "{late} ms, {requests} requests");
    }

    #[test]
    fn one_that_takes_longer_each_time_is_asked_as_often_as_one_that_nothing_is_known_of() {
        let mut habit = LatencyEstimate::default();
        for ready in [500, 2_000, 5_000, 9_000] {
            answered(&mut habit, ready);
        }
        assert_eq!(habit.expected(), None);
    }
}
