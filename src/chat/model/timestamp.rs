//! Parses the server's timestamps, to order messages and to compare times.

use crate::text::{find_any, parse_digits, split, split_at_first};

/// A timestamp.
struct Parts<'a> {
    /// Year, month, day, hour, minute, second, and microseconds.
    numbers: [u64; 7],
    /// `Z`, or an offset such as `+02:00`.
    zone: &'a str,
}

impl<'a> Parts<'a> {
    /// Accepts `2026-11-22T19:46:43.155037Z`, with up to nine fractional digits.
    fn parse(timestamp: &'a str) -> Option<Self> {
        let (date, time) = split_at_first(timestamp, "T")?;
        let end = find_any(time, b"Z+-").unwrap_or(time.len());
        let (time, zone) = time.split_at_checked(end)?;
        let mut numbers = [0; 7];
        let mut date = split(date, "-");
        for (part, limit) in numbers.iter_mut().zip([10_000, 13, 32]) {
            *part = number(date.next()?, limit)?;
        }
        let (clock, fraction) = split_at_first(time, ".").unwrap_or((time, ""));
        let mut clock = split(clock, ":");
        for (part, limit) in numbers.iter_mut().skip(3).zip([24, 60, 61]) {
            *part = number(clock.next()?, limit)?;
        }
        if date.next().is_some() || clock.next().is_some() {
            return None;
        }
        let [.., micros] = &mut numbers;
        let mut digits = fraction.bytes();
        for _ in 0..6 {
            let digit = digits.next().unwrap_or(b'0');
            *micros = *micros * 10 + u64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        Some(Self { numbers, zone })
    }
}

/// The date and the microseconds of the day in one number that sorts as the timestamps do: the server always sends UTC.
///
/// Accepts `2026-11-22T19:46:43.155037Z`, with up to nine fractional digits. `None` for anything else.
pub(crate) fn order_key(created_at: &str) -> Option<u64> {
    let mut key = 0;
    for (part, limit) in Parts::parse(created_at)?.numbers.into_iter().zip([10_000, 13, 32, 24, 60, 61, 1_000_000]) {
        key = key * limit + part;
    }
    Some(key)
}

/// Milliseconds since 1970 of a timestamp in UTC, or with another offset. `None` for anything else.
pub(crate) fn unix_ms(timestamp: &str) -> Option<f64> {
    let Parts { numbers: [year, month, day, hour, minute, second, micros], zone } = Parts::parse(timestamp)?;
    // Years that begin in March end with the leap day.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some((seconds as f64 - MARCH_OF_YEAR_0_SECONDS - offset_seconds(zone)) * 1_000.0 + (micros / 1_000) as f64)
}

/// Seconds from the day before 1 March of the year 0 to 1970.
const MARCH_OF_YEAR_0_SECONDS: f64 = 719_469.0 * 86_400.0;

/// The seconds of a zone such as `+02:00`.
fn offset_seconds(zone: &str) -> f64 {
    let minute = if zone.starts_with('-') { -60.0 } else { 60.0 };
    let (hours, minutes) = zone.get(1..).and_then(|offset| split_at_first(offset, ":")).unwrap_or_default();
    minute * (number(hours, 24).unwrap_or(0) * 60 + number(minutes, 60).unwrap_or(0)) as f64
}

fn number(text: &str, limit: u64) -> Option<u64> {
    parse_digits(text, 10).filter(|value| *value < limit)
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
    fn timestamps_are_converted_to_unix_time() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("1970-03-01T00:00:00.250Z", 59.0 * 86_400_000.0 + 250.0),
            ("2000-02-29T12:00:00Z", 951_825_600_000.0),
            ("2026-11-28T17:02:54.123456Z", 1_795_885_374_123.0),
            ("2026-11-28T19:02:54.5+02:00", 1_795_885_374_500.0),
            ("2026-11-28T11:32:54-05:30", 1_795_885_374_000.0),
        ] {
            assert_eq!(unix_ms(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn invalid_timestamps_have_no_key() {
        for text in ["", "yesterday", "2026-11-22", "2026-13-01T00:00:00Z", "2026-11-22T19:56Z", "2026-11-22T1:2:3.xZ"]
        {
            assert_eq!(order_key(text), None, "{text}");
        }
    }
}
