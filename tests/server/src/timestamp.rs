//! Formats and parses timestamps as the server does.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound as _, Timelike as _, Utc};

/// Now, to the microsecond.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// RFC 3339 in UTC, with microseconds unless they are zero.
pub(crate) fn format(time: DateTime<Utc>) -> String {
    let pattern = if time.nanosecond() == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.6fZ" };
    time.format(pattern).to_string()
}

/// Parses the formats of Python's `datetime.fromisoformat`. A time without an offset is in UTC.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let with_offset = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
    let without_offset = || {
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|pattern| NaiveDateTime::parse_from_str(text, pattern).ok())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
            .map(|time| time.and_utc())
    };
    with_offset.ok().or_else(without_offset).map(|time| time.trunc_subsecs(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_formatted_as_django_formats_them() {
        let time = |text| parse(text).map(format);
        assert_eq!(time("2026-11-22T19:46:43.155037Z").as_deref(), Some("2026-11-22T19:46:43.155037Z"));
        assert_eq!(time("2026-11-22T19:46:43.100000Z").as_deref(), Some("2026-11-22T19:46:43.100000Z"));
        assert_eq!(time("2026-11-22T19:46:43.000000Z").as_deref(), Some("2026-11-22T19:46:43Z"));
        assert_eq!(time("2026-11-22T21:46:43.1234567+02:00").as_deref(), Some("2026-11-22T19:46:43.123456Z"));
        assert_eq!(time("2026-11-22T19:46:43").as_deref(), Some("2026-11-22T19:46:43Z"));
        assert_eq!(time("2026-11-22").as_deref(), Some("2026-11-22T00:00:00Z"));
        for invalid in ["1700000000", "yesterday", "2026-11-22T19:46:43 00:00"] {
            assert_eq!(time(invalid), None, "{invalid}");
        }
    }
}
