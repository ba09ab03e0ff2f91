//! Reads JSON where it is in long texts of our own making, and writes it.
//!
//! The browser reads JSON faster, but what it makes of it comes over to us piece by piece, which takes ten times as long
//! as reading it here. Whatever is not as we write it (a number of many digits, half a surrogate pair) is left to the
//! browser. What is written is written here, since pages put functions of their own between values and the browser's way
//! (`Array.prototype.toJSON`).

use super::value::{MOST_EXACT, Value};

/// Lists in lists that are followed: nobody is to use up the stack.
pub(crate) const DEEPEST: usize = 64;
/// Digits that fit into a number without loss.
const MOST_DIGITS: usize = 15;

/// What a text says; `None` if it is no JSON, or none that is read here.
pub fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

/// The JSON of a value.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    put(value, &mut text);
    text
}

fn put(value: &Value, into: &mut String) {
    match value {
        Value::Nothing => into.push_str("null"),
        Value::Truth(truth) => into.push_str(if *truth { "true" } else { "false" }),
        // JSON has no other numbers.
        Value::Number(number) if number.is_finite() => into.push_str(&digits(*number)),
        Value::Number(_) => into.push_str("null"),
        Value::Text(text) => put_text(text, into),
        Value::List(list) => {
            for (at, item) in list.iter().enumerate() {
                into.push(if at == 0 { '[' } else { ',' });
                put(item, into);
            }
            into.push_str(if list.is_empty() { "[]" } else { "]" });
        }
        Value::Fields(fields) => {
            for (at, (name, value)) in fields.iter().enumerate() {
                into.push(if at == 0 { '{' } else { ',' });
                put_text(name, into);
                into.push(':');
                put(value, into);
            }
            into.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
    }
}

fn put_text(text: &str, into: &mut String) {
    into.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        into.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        into.push('\\');
        if byte >= 0x20 {
            into.push(char::from(byte));
        } else {
            into.push_str("u00");
            for digit in [byte >> 4, byte & 15] {
                into.extend(char::from_digit(digit.into(), 16));
            }
        }
    }
    into.push_str(text.get(from..).unwrap_or_default());
    into.push('"');
}

/// A number as JavaScript writes it: Rust's own way is a tenth of what is downloaded.
#[cfg(target_arch = "wasm32")]
fn digits(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
fn digits(number: f64) -> String {
    number.to_string()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes past something, if it comes next.
    fn takes(&mut self, what: &str) -> bool {
        let comes = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(what));
        if comes {
            self.at += what.len();
        }
        comes
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match self.next()? {
            _ if depth > DEEPEST => None,
            b'"' => self.text().map(Value::Text),
            b'[' => {
                let mut list = Vec::new();
                self.each("]", |reader| {
                    list.push(reader.value(depth + 1)?);
                    Some(())
                })?;
                Some(Value::List(list))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.each("}", |reader| {
                    reader.space();
                    let name = reader.text()?;
                    reader.space();
                    let value = reader.takes(":").then(|| reader.value(depth + 1))??;
                    fields.push((name.into(), value));
                    Some(())
                })?;
                Some(Value::Fields(fields))
            }
            b't' => self.takes("true").then_some(Value::Truth(true)),
            b'f' => self.takes("false").then_some(Value::Truth(false)),
            b'n' => self.takes("null").then_some(Value::Nothing),
            _ => self.number().map(Value::Number),
        }
    }

    /// What is between a bracket, which comes next, and the other.
    fn each(&mut self, end: &str, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.space();
        if self.takes(end) {
            return Some(());
        }
        loop {
            one(self)?;
            self.space();
            if self.takes(end) {
                return Some(());
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        if !self.takes("\"") {
            return None;
        }
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
            text.push_str(rest.get(..length)?);
            self.at += length + 1;
            match rest.as_bytes().get(length)? {
                b'"' => return Some(text),
                b'\\' => text.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let kind = self.next()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let is_half = (0xd800..0xdc00).contains(&unit);
                let units = [unit, if is_half && self.takes("\\u") { self.unit()? } else { 0 }];
                let mut read = char::decode_utf16(units.into_iter().take(1 + usize::from(is_half)));
                read.next()?.ok()?
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        are_digits.then(|| u16::from_str_radix(digits, 16).ok())?
    }

    fn number(&mut self) -> Option<f64> {
        let is_negative = self.takes("-");
        let from = self.at;
        let (whole, digits) = self.digits(0.0);
        let leads = self.text.as_bytes().get(from) == Some(&b'0');
        if digits == 0 || (leads && digits > 1) {
            return None;
        }
        let (value, decimals) = if self.takes(".") { self.digits(whole) } else { (whole, 0) };
        let has_point = self.text.as_bytes().get(self.at.checked_sub(1)?) == Some(&b'.');
        let is_exact = digits + decimals <= MOST_DIGITS || (decimals == 0 && value <= MOST_EXACT);
        if has_point || matches!(self.next(), Some(b'e' | b'E')) || !is_exact {
            return None;
        }
        // Both are exact, so what comes of it is the nearest number there is.
        let value = value / (0..decimals).fold(1.0, |power, _| power * 10.0);
        Some(if is_negative { -value } else { value })
    }

    /// A number with the digits that come next behind it, and how many those are.
    fn digits(&mut self, mut number: f64) -> (f64, usize) {
        let from = self.at;
        while let Some(digit @ b'0'..=b'9') = self.next() {
            number = number * 10.0 + f64::from(digit - b'0');
            self.at += 1;
        }
        (number, self.at - from)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{read, write};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn expected(text: &str) -> Option<crate::json::Value> {
        serde_json::from_str::<Value>(text).ok().map(Into::into)
    }

    #[test]
    fn what_is_no_json_or_not_as_we_write_it_is_left() {
        for text in
            ["", "[1,]", "{\"a\" 1}", "01", "1.", "-", "1e3", "\"a", "\"\\ud800\"", "\"\n\"", "[1] 2", "nul", "+1"]
        {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read("9007199254740993").is_none());
        assert!(read("99999999999999999999").is_none());
        assert!(read("0.1234567890123456").is_none());
        assert!(read(&"[".repeat(1_000)).is_none());
    }

    #[test]
    fn escapes_and_spaces_are_read() {
        for text in [
            r#" { "a\n\"\u00e9\ud83d\ude00/\/" : [ ] , "b":{} } "#,
            "[-0.5,0,12.25,-7,true,false,null]",
            "9007199254740991",
            "\"\u{7f}é\"",
        ] {
            assert_eq!(read(text), expected(text), "{text}");
            assert!(read(text).is_some());
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(|truth| json!(truth)),
            (-(1_i64 << 53) + 1..1 << 53).prop_map(|number| json!(number)),
            (0_i64..1_000_000_000, 1_u32..6)
                .prop_map(|(number, power)| json!(number as f64 / f64::from(10_u32.pow(power)))),
            any::<f64>().prop_map(|number| json!(number)),
            any::<String>().prop_map(|text| json!(text)),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    /// Whether there is a number in it that takes more digits than are read here.
    fn has_many_digits(value: &Value) -> bool {
        match value {
            Value::Number(number) => {
                let written = number.to_string();
                number.is_f64() && (written.contains('e') || written.bytes().filter(u8::is_ascii_digit).count() > 15)
            }
            Value::Array(list) => list.iter().any(has_many_digits),
            Value::Object(fields) => fields.values().any(has_many_digits),
            _ => false,
        }
    }

    #[test]
    fn nothing_but_json_is_written() {
        let text = "\u{0}\n\"\\\u{1f}é\u{2028}";
        assert_eq!(write(&crate::json::Value::Text(text.into())), "\"\\u0000\\u000a\\\"\\\\\\u001fé\u{2028}\"");
        assert_eq!(write(&crate::json::Value::Number(f64::NAN)), "null");
        assert_eq!(write(&crate::json::Value::List(Vec::new())), "[]");
        assert_eq!(write(&crate::json::Value::Fields(Vec::new())), "{}");
    }

    proptest! {
        #[test]
        fn what_is_written_says_what_it_was(value in any_json()) {
            let value: crate::json::Value = value.into();
            let written = write(&value);
            prop_assert_eq!(expected(&written), Some(value), "{}", written);
        }

        #[test]
        fn what_is_read_is_what_it_says(value in any_json(), is_pretty in any::<bool>()) {
            let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
            if let Some(read) = read(&text) {
                prop_assert_eq!(Some(read), expected(&text));
            } else {
                prop_assert!(has_many_digits(&value), "{}", text);
            }
        }

        #[test]
        fn nothing_is_read_that_is_no_json(text in "[\\[\\]{}\",:0-9a-z.\\\\ -]{0,12}") {
            if let Some(read) = read(&text) {
                prop_assert_eq!(Some(read), expected(&text));
            }
        }
    }
}
