//! Estimates how long the bot takes to answer, and schedules the polls of a task.

use crate::chat::model::time::Millis;

/// Number of answers that the estimate is based on.
const MAX_SAMPLES: usize = 3;
/// Bounds closer together than this are not narrowed further. A wait this close to the expected latency has reached it.
const PRECISION_MS: Millis = 200;
/// Delay of the first poll, and of each poll without an expected latency before the visitor's waiting time is added.
const BASE_DELAY_MS: Millis = 350;
/// Longest delay between two polls.
const MAX_DELAY_MS: Millis = 5_000;

/// Estimates the latency of the next answer from the last ones. Polls bound each latency: it was longer than one time, and
/// at most another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LatencyEstimate(Vec<(Millis, Millis)>);

impl LatencyEstimate {
    pub(crate) fn new(samples: &[(Millis, Millis)]) -> Self {
        Self(samples.to_vec())
    }

    /// The bounds of the last latencies, oldest first.
    pub(crate) fn samples(&self) -> &[(Millis, Millis)] {
        &self.0
    }

    /// Adds the bounds of a latency.
    pub(crate) fn record(&mut self, longer_than: Millis, at_most: Millis) {
        // If the bot always takes the same time, the bounds of an earlier answer hold for this one too.
        let mut narrowed = None;
        for known in &self.0 {
            narrowed = intersection(*known, (longer_than, at_most)).or(narrowed);
        }
        self.0.push(match narrowed {
            Some((low, high)) if low + PRECISION_MS < high => (low, high),
            _ => (longer_than, at_most),
        });
        let surplus = self.0.len().saturating_sub(MAX_SAMPLES);
        self.0.drain(..surplus);
    }

    /// The expected latency of the next answer, if most of the last ones may have taken the same time.
    fn expected(&self) -> Option<Millis> {
        let (low, high) = match *self.0 {
            [one] => Some(one),
            [one, other] => intersection(one, other),
            [one, other, last] => {
                intersection(other, last).or_else(|| intersection(one, last)).or_else(|| intersection(one, other))
            }
            _ => None,
        }?;
        // Wide bounds: polling in the middle halves them. Narrow bounds: the answer is certainly there at their end.
        Some(if high - low > 600 { low.midpoint(high) } else { high })
    }

    /// The delay until the next poll of a task that the visitor has been waiting for this long: short at first, then
    /// longer and longer. If there is an expected latency, a poll is due when it has passed.
    ///
    /// Without an expected latency, the delays alone determine how late an answer is noticed: a median of 400 ms takes 15
    /// polls in the first ten seconds. After half a minute there is less than one poll a second.
    pub(crate) fn next_poll_delay(&self, waited: Millis) -> Millis {
        let expected = self.expected();
        let early = expected.filter(|expected| waited > 0 && waited + PRECISION_MS < *expected);
        let delay = match (early.map(|expected| expected - waited), expected) {
            (Some(rest), _) if rest < 2_000 => rest,
            (Some(_), _) => 1_000,
            (None, Some(expected)) => BASE_DELAY_MS + waited.saturating_sub(expected) * 15 / 100,
            (None, None) => BASE_DELAY_MS + waited * 6 / 100,
        };
        delay.min(MAX_DELAY_MS)
    }
}

/// The bounds of a latency that lies within both; `None` if there is none.
fn intersection(one: (Millis, Millis), other: (Millis, Millis)) -> Option<(Millis, Millis)> {
    let (low, high) = (one.0.max(other.0), one.1.min(other.1));
    (low < high).then_some((low, high))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use crate::chat::timing::rng::Rng;

    /// The times of a task's polls, in milliseconds since the message was sent, with 50 ms for each request.
    fn polls(estimate: &LatencyEstimate) -> impl Iterator<Item = Millis> {
        std::iter::successors(Some(estimate.next_poll_delay(0)), |at| Some(at + 50 + estimate.next_poll_delay(at + 50)))
    }

    /// How late an answer with this latency is noticed, and after how many polls.
    fn answered(estimate: &mut LatencyEstimate, ready: Millis) -> (Millis, usize) {
        let before = polls(estimate).take_while(|at| *at < ready).count();
        let times: Vec<_> = polls(estimate).take(before + 1).collect();
        let noticed = times[before] + 50;
        estimate.record(before.checked_sub(1).map_or(0, |last| times[last]), times[before]);
        (noticed - ready, before + 1)
    }

    #[test]
    fn polling_a_task_for_five_minutes_leaves_most_of_the_rate_limit() {
        let count = polls(&LatencyEstimate::default()).take_while(|at| *at < 300_000).count();
        assert!(count < 100, "{count} polls in the first five minutes");
    }

    #[test]
    fn median_delay_of_answers_is_below_400_ms() {
        assert!(LatencyEstimate::default().next_poll_delay(0) <= 400);
        // Uniform up to ten seconds, and log-uniform: as many between one and two seconds as between two and four.
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
    fn long_wait_takes_less_than_one_request_a_second() {
        for seconds in [30, 60, 300, 600] {
            let count = polls(&LatencyEstimate::default()).take_while(|at| *at < seconds * 1_000).count() as u64;
            assert!(count < seconds, "{count} polls in {seconds} seconds");
        }
    }

    #[test]
    fn constant_latency_is_estimated() {
        for ready in [700, 1_500, 3_000, 5_000, 9_000] {
            let mut estimate = LatencyEstimate::default();
            let answers: Vec<_> = (0..8).map(|_| answered(&mut estimate, ready)).collect();
            let (late, requests) = answers[7];
            assert!(late < 400, "{ready}: {answers:?}");
            assert!(requests as u64 * 1_000 <= ready.max(3_000), "{ready}: {answers:?}");
        }
    }

    #[test]
    fn random_latency_keeps_the_median_delay_below_400_ms() {
        let mut rng = Rng::new(3);
        for longest in [5_000, 10_000] {
            let mut estimate = LatencyEstimate::default();
            let mut late: Vec<_> = (0..2_000).map(|_| answered(&mut estimate, rng.between(10, longest)).0).collect();
            late.sort_unstable();
            println!("{longest}: {}", late[late.len() / 2]);
            assert!(late[late.len() / 2] < 400, "half of them after {} ms", late[late.len() / 2]);
        }
    }

    #[test]
    fn one_slow_answer_does_not_change_the_estimate() {
        let mut estimate = LatencyEstimate::default();
        for ready in [1_500, 1_500, 6_000] {
            answered(&mut estimate, ready);
        }
        let (late, requests) = answered(&mut estimate, 1_500);
        assert!(late < 400 && requests <= 2, "{late} ms, {requests} requests");
    }

    #[test]
    fn increasing_latency_yields_no_estimate() {
        let mut estimate = LatencyEstimate::default();
        for ready in [500, 2_000, 5_000, 9_000] {
            answered(&mut estimate, ready);
        }
        assert_eq!(estimate.expected(), None);
    }
}
