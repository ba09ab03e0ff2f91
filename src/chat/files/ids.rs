//! Ids for selected files. Tabs of one browser do not generate the same id, even if its clock is changed.

use crate::chat::model::entry::FileId;

/// Milliseconds in a day.
const DAY_MS: f64 = 86_400_000.0;
/// Ids of one day: one for each microsecond, as in version 1.0.0, whose ids were microseconds since 1970.
const IDS_PER_DAY: u64 = 86_400_000_000;

/// Generates the ids of one page.
///
/// An id is the day after the selection times [`IDS_PER_DAY`], plus a counter. The counter begins at a random value, so one page never
/// generates the same id twice, and two pages overlap with a probability of one in billions.
/// Ids are safe integers in JavaScript. Tabs of version 1.0.0 read ids as times: the later day keeps them from treating
/// a new file as an old one.
#[derive(Debug)]
pub struct FileIdGenerator {
    next: u64,
}

impl FileIdGenerator {
    /// `random`: a number that differs between pages.
    #[must_use]
    pub fn new(random: u64) -> Self {
        Self { next: random % IDS_PER_DAY }
    }

    /// The id of a file that is selected now (milliseconds since 1970).
    pub fn next(&mut self, now_ms: f64) -> FileId {
        let number = self.next;
        self.next = (number + 1) % IDS_PER_DAY;
        let day = (now_ms / DAY_MS) as u64 + 1;
        FileId(day * IDS_PER_DAY + number)
    }
}

impl FileId {
    /// An upper bound for the time of the selection, in milliseconds since 1970: the end of that day for ids of version 1.0.0, one
    /// day later for other ids.
    #[must_use]
    pub fn selected_before_ms(self) -> f64 {
        ((self.0 / IDS_PER_DAY + 1) * (IDS_PER_DAY / 1_000)) as f64
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// 2026-11-28.
    const NOW_MS: f64 = 1_795_824_000_000.0;

    #[test]
    fn ids_are_unique_while_the_clock_stands_still() {
        let mut ids = FileIdGenerator::new(IDS_PER_DAY - 500);
        let generated: HashSet<_> = (0..10_000).map(|_| ids.next(NOW_MS)).collect();
        assert_eq!(generated.len(), 10_000);
    }

    #[test]
    fn ids_are_unique_when_the_clock_jumps_back() {
        let mut ids = FileIdGenerator::new(7);
        let generated: HashSet<_> = (0..1_000).map(|n| ids.next(NOW_MS - f64::from(n % 3) * DAY_MS)).collect();
        assert_eq!(generated.len(), 1_000);
    }

    #[test]
    fn pages_with_different_random_numbers_generate_different_ids() {
        let (mut one, mut other) = (FileIdGenerator::new(3), FileIdGenerator::new(1_000_000));
        let generated: HashSet<_> = (0..1_000).flat_map(|_| [one.next(NOW_MS), other.next(NOW_MS)]).collect();
        assert_eq!(generated.len(), 2_000);
    }

    proptest! {
        #[test]
        fn ids_are_safe_integers_and_read_as_times_not_before_the_selection(
            random: u64,
            now_ms in 0.0..4e12_f64,
        ) {
            let id = FileIdGenerator::new(random).next(now_ms);
            prop_assert!(id.0 < 1 << 53);
            prop_assert_eq!(id.0 as f64 as u64, id.0);
            prop_assert!(id.0 as f64 / 1_000.0 >= now_ms);
            prop_assert!(id.selected_before_ms() > now_ms);
            prop_assert!(id.selected_before_ms() - now_ms <= 2.0 * DAY_MS);
        }
    }
}
