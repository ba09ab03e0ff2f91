//! The order of the server's `created_at` timestamps.

/// The date and the microseconds of the day in one number that sorts as the timestamps do.
///
/// Accepts `2026-11-22T19:46:43.155037Z`, with up to nine fractional digits. The time zone is ignored: the server always
/// sends UTC. `None` for anything else.
pub(crate) fn order_key(created_at: &str) -> Option<u64> {
    let (date, time) = created_at.split_once('T')?;
    let mut key = 0;
    let mut date = date.splitn(3, '-');
    for limit in [10_000, 13, 32] {
        key = key * limit + number(date.next()?, limit)?;
    }
    let time = time.split(['Z', '+', '-']).next()?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut clock = clock.splitn(3, ':');
    for limit in [24, 60, 61] {
        key = key * limit + number(clock.next()?, limit)?;
    }
    let mut micros = 0;
    let mut digits = fraction.bytes();
    for _ in 0..6 {
        let digit = digits.next().unwrap_or(b'0');
        micros = micros * 10 + u64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    Some(key * 1_000_000 + micros)
}

fn number(text: &str, limit: u64) -> Option<u64> {
    text.parse().ok().filter(|value| *value < limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_timestamps_do() {
        let ascending = [
            "2025-12-31T23:59:59.999999Z",
            "2026-11-22T19:56:34.999999Z",
            // A whole second has no fraction: as a string it would sort after the next line.
            "2026-11-22T19:56:35Z",
            "2026-11-22T19:56:35.000001Z",
            "2026-11-22T19:56:35.5Z",
            "2026-11-23T00:00:00Z",
        ];
        let keys: Vec<_> = ascending.iter().map(|text| order_key(text)).collect();
        assert!(keys.iter().all(Option::is_some), "{keys:?}");
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn invalid_timestamps_have_no_key() {
        for text in ["", "yesterday", "2026-11-22", "2026-13-01T00:00:00Z", "2026-11-22T19:56Z", "2026-11-22T1:2:3.xZ"]
        {
            assert_eq!(order_key(text), None, "{text}");
        }
    }
}
