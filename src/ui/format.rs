//! Formats times, counts and sizes in the visitor's language with the browser's `Intl`.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Creates a formatter for hours and minutes. Creating one takes a hundred times as long as using it, so keep it.
pub(super) fn time_of_day(language: Option<&str>) -> Function {
    let options = options(&[("timeStyle", "short")]);
    Intl::DateTimeFormat::new(&locales(language), &options).format()
}

/// Creates a formatter for a date with its time.
pub(super) fn date_and_time(language: Option<&str>) -> Function {
    let options = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    Intl::DateTimeFormat::new(&locales(language), &options).format()
}

/// Formats a time: a timestamp of the server, or milliseconds since 1970. `None` if it is invalid.
pub(super) fn formatted(time: &JsValue, format: &Function) -> Option<String> {
    let date = Date::new(time);
    if date.get_time().is_nan() {
        return None;
    }
    format.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
}

const DAY_MS: f64 = 86_400_000.0;

/// The number of the local day of a time, counted from 1970. `None` if the time is invalid.
pub(super) fn day_number(time: &JsValue) -> Option<i32> {
    let time = local_time_ms(&Date::new(time));
    (!time.is_nan()).then(|| (time / DAY_MS).floor() as i32)
}

/// The local time in milliseconds, as if the local time zone were UTC. NaN if the date is invalid.
pub(super) fn local_time_ms(date: &Date) -> f64 {
    date.get_time() - date.get_timezone_offset() * 60_000.0
}

/// The current time.
pub(super) fn now() -> Date {
    Date::new(&Date::now().into())
}

/// The number of the current local day.
pub(super) fn today() -> i32 {
    day_number(&Date::now().into()).unwrap_or_default()
}

/// The name of a time's day: "today", "yesterday" or a date.
pub(super) fn day_name(time: &JsValue, language: Option<&str>) -> String {
    let days_ago = day_number(time).map_or(2, |day| today() - day);
    if (0..2).contains(&days_ago) {
        let options = options(&[("numeric", "auto")]);
        let format = Intl::RelativeTimeFormat::new(&locales(language), &options);
        return format.format(f64::from(-days_ago), "day").into();
    }
    let date = Date::new(time);
    let options = options(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
    if date.get_full_year() != now().get_full_year() {
        set(&options, "year", &"numeric".into());
    }
    let format = Intl::DateTimeFormat::new(&locales(language), &options).format();
    formatted(time, &format).unwrap_or_default()
}

/// The CLDR plural category of a count, and the formatted count.
pub(super) fn count(count: f64, language: Option<&str>) -> (String, String) {
    let category = Intl::PluralRules::new(&locales(language), &Object::new()).select(count);
    (category.into(), number(count, &[], 0.0, language))
}

/// The server's limit of 50 MB is 50 × 1024 × 1024 bytes, so sizes use the same unit.
const KILOBYTE: f64 = 1_024.0;

/// Formats a number of bytes in a unit that fits.
pub(super) fn size(bytes: f64, language: Option<&str>) -> String {
    let (unit, value) = match bytes {
        b if b < KILOBYTE => ("byte", b),
        b if b < KILOBYTE * KILOBYTE => ("kilobyte", b / KILOBYTE),
        b => ("megabyte", b / (KILOBYTE * KILOBYTE)),
    };
    let display = if unit == "byte" { "long" } else { "short" };
    let digits = if value < 10.0 && value.fract() > 0.0 { 1.0 } else { 0.0 };
    number(value, &[("style", "unit"), ("unit", unit), ("unitDisplay", display)], digits, language)
}

/// Formats the percentage of a total; 0 % while the total is 0.
pub(super) fn percent(part: f64, total: f64, language: Option<&str>) -> String {
    let ratio = if total > 0.0 { (part / total).min(1.0) } else { 0.0 };
    number(ratio, &[("style", "percent")], 0.0, language)
}

fn number(value: f64, style: &[(&str, &str)], max_fraction_digits: f64, language: Option<&str>) -> String {
    let options = options(style);
    set(&options, "maximumFractionDigits", &JsValue::from_f64(max_fraction_digits));
    let format = Intl::NumberFormat::new(&locales(language), &options);
    let text = format.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(value));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn locales(language: Option<&str>) -> Array {
    language.map(JsValue::from_str).into_iter().collect()
}

fn options(entries: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in entries {
        set(&options, name, &JsValue::from_str(value));
    }
    options
}

fn set(options: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(options, &JsValue::from_str(name), value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn sizes_and_percentages_follow_the_language() {
        let sizes = [3.0, 2_048.0, 1_500_000.0, 52_428_800.0].map(|bytes| size(bytes, Some("en")));
        assert_eq!(sizes, ["3 bytes", "2 kB", "1.4 MB", "50 MB"]);
        assert_eq!(size(1_500_000.0, Some("de")), "1,4 MB");
        assert_eq!(percent(1.0, 3.0, Some("en")), "33%");
        assert_eq!(percent(1.0, 0.0, Some("en")), "0%");
    }

    #[wasm_bindgen_test]
    fn invalid_times_are_not_formatted() {
        assert!(formatted(&JsValue::from_str("2026-11-22T19:46:43.155037Z"), &time_of_day(Some("en"))).is_some());
        assert_eq!(formatted(&JsValue::from_str("yesterday"), &time_of_day(Some("en"))), None);
        assert_eq!(formatted(&JsValue::from_str(""), &time_of_day(None)), None);
    }
}
