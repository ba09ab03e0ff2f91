//! Times and sizes in the visitor's language, by the browser's own `Intl`.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

/// What writes hours and minutes. To make one takes a hundred times as long as to use it.
pub(super) fn clock(language: Option<&str>) -> Function {
    let options = options(&[("timeStyle", "short")]);
    Intl::DateTimeFormat::new(&locales(language), &options).format()
}

/// What writes day and time.
pub(super) fn date_and_time(language: Option<&str>) -> Function {
    let options = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    Intl::DateTimeFormat::new(&locales(language), &options).format()
}

/// A server's timestamp or the time of a visitor's clock, as `format` writes it; `None` for what is no time.
pub(super) fn written(when: &JsValue, format: &Function) -> Option<String> {
    let date = Date::new(when);
    if date.get_time().is_nan() {
        return None;
    }
    format.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
}

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// The day of a time where the visitor is, as a number that is one more for each day; `None` for what is no time.
pub(super) fn day(when: &JsValue) -> Option<i32> {
    let date = Date::new(when);
    let time = here(&date);
    (!time.is_nan()).then(|| (time / DAY).floor() as i32)
}

/// Milliseconds of a time as if the visitor's clock were that of Greenwich; NaN for what is no time.
pub(super) fn here(date: &Date) -> f64 {
    date.get_time() - date.get_timezone_offset() * 60_000.0
}

/// The number of this day.
pub(super) fn today() -> i32 {
    day(&Date::now().into()).unwrap_or_default()
}

/// What a day is called: today and yesterday have names, others a date.
pub(super) fn day_in_words(when: &JsValue, language: Option<&str>) -> String {
    let ago = day(when).map_or(2, |day| today() - day);
    if (0..2).contains(&ago) {
        let options = options(&[("numeric", "auto")]);
        let format = Intl::RelativeTimeFormat::new(&locales(language), &options);
        return format.format(f64::from(-ago), "day").into();
    }
    let date = Date::new(when);
    let options = options(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
    if date.get_full_year() != Date::new_0().get_full_year() {
        set(&options, "year", &"numeric".into());
    }
    let format = Intl::DateTimeFormat::new(&locales(language), &options).format();
    written(when, &format).unwrap_or_default()
}

/// The plural category of a number, and the number as it is written.
pub(super) fn count(count: f64, language: Option<&str>) -> (String, String) {
    let category = Intl::PluralRules::new(&locales(language), &Object::new()).select(count);
    (category.into(), number(count, &[], 0.0, language))
}

/// As the server counts, whose limit of 50 MB is 50 × 1024 × 1024 bytes.
const KILO: f64 = 1_024.0;

/// Bytes in the unit that gives a short number.
pub(super) fn size(bytes: f64, language: Option<&str>) -> String {
    let (unit, value) = match bytes {
        b if b < KILO => ("byte", b),
        b if b < KILO * KILO => ("kilobyte", b / KILO),
        b => ("megabyte", b / (KILO * KILO)),
    };
    let display = if unit == "byte" { "long" } else { "short" };
    let digits = if value < 10.0 && value.fract() > 0.0 { 1.0 } else { 0.0 };
    number(value, &[("style", "unit"), ("unit", unit), ("unitDisplay", display)], digits, language)
}

/// A share of a whole.
pub(super) fn percent(part: f64, whole: f64, language: Option<&str>) -> String {
    let share = if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
    number(share, &[("style", "percent")], 0.0, language)
}

fn number(value: f64, how: &[(&str, &str)], digits: f64, language: Option<&str>) -> String {
    let options = options(how);
    set(&options, "maximumFractionDigits", &JsValue::from_f64(digits));
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
    fn sizes_and_shares_are_in_the_visitors_language() {
        let sizes = [3.0, 2_048.0, 1_500_000.0, 52_428_800.0].map(|bytes| size(bytes, Some("en")));
        assert_eq!(sizes, ["3 bytes", "2 kB", "1.4 MB", "50 MB"]);
        assert_eq!(size(1_500_000.0, Some("de")), "1,4 MB");
        assert_eq!(percent(1.0, 3.0, Some("en")), "33%");
        assert_eq!(percent(1.0, 0.0, Some("en")), "0%");
    }

    #[wasm_bindgen_test]
    fn what_is_no_time_is_not_shown() {
        assert!(written(&JsValue::from_str("2026-11-22T19:46:43.155037Z"), &clock(Some("en"))).is_some());
        assert_eq!(written(&JsValue::from_str("yesterday"), &clock(Some("en"))), None);
        assert_eq!(written(&JsValue::from_str(""), &clock(None)), None);
    }
}
