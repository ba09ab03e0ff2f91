//! Parses JSON text that the widget has written itself, such as a stored transcript.
//!
//! `JSON.parse` is faster, but its result crosses from JavaScript to WebAssembly value by value, which takes ten times
//! as long as parsing here. Text that the widget does not write (numbers with many digits, lone surrogates) is not
//! parsed; the caller falls back to the browser.

use super::value::{MAX_SAFE_INTEGER, Value};

/// Maximum nesting of arrays and objects, which bounds the use of the stack.
pub(super) const MAX_NESTING: usize = 64;
/// Significant digits that a number holds without loss.
const MAX_EXACT_DIGITS: usize = 15;

/// The value of a JSON text; `None` if the text is invalid or has parts that this parser does not support.
pub(super) fn parse_value(text: &str) -> Option<Value> {
    parse_with(Parser {
        text,
        at: 0,
        #[cfg(not(target_arch = "wasm32"))]
        supports_many_digits: false,
    })
}

/// The same, but numbers may have any number of digits. In the browser, `JSON.parse` parses those: Rust's parser of
/// floating-point numbers would enlarge the download.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn parse_many_digits(text: &str) -> Option<Value> {
    parse_with(Parser { text, at: 0, supports_many_digits: true })
}

fn parse_with(mut parser: Parser<'_>) -> Option<Value> {
    let value = parser.value(0)?;
    parser.skip_whitespace();
    (parser.at == parser.text.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    #[cfg(not(target_arch = "wasm32"))]
    supports_many_digits: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Moves past `token`, if it comes next.
    fn consume(&mut self, token: &str) -> bool {
        let is_next = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(token));
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_whitespace();
        match self.peek()? {
            _ if depth > MAX_NESTING => None,
            b'"' => self.string().map(Value::String),
            b'[' => {
                let mut items = Vec::new();
                self.items("]", |parser| {
                    items.push(parser.value(depth + 1)?);
                    Some(())
                })?;
                Some(Value::Array(items))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.items("}", |parser| {
                    parser.skip_whitespace();
                    let name = parser.string()?;
                    parser.skip_whitespace();
                    let value = parser.consume(":").then(|| parser.value(depth + 1))??;
                    fields.push((name.into(), value));
                    Some(())
                })?;
                Some(Value::Object(fields))
            }
            b't' => self.consume("true").then_some(Value::Bool(true)),
            b'f' => self.consume("false").then_some(Value::Bool(false)),
            b'n' => self.consume("null").then_some(Value::Null),
            _ => self.number().map(Value::Number),
        }
    }

    /// Calls `parse_item` for each item between the opening bracket, which comes next, and `end`.
    fn items(&mut self, end: &str, mut parse_item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_whitespace();
        if self.consume(end) {
            return Some(());
        }
        loop {
            parse_item(self)?;
            self.skip_whitespace();
            if self.consume(end) {
                return Some(());
            }
            if !self.consume(",") {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        if !self.consume("\"") {
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
                b'\\' => text.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let kind = self.peek()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.code_unit()?;
                if (0xd800..0xdc00).contains(&code) && self.consume("\\u") {
                    let low = self.code_unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    code = 0x1_0000 + (code - 0xd800) * 0x400 + low;
                }
                char::from_u32(code)?
            }
            _ => return None,
        })
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.peek()?).to_digit(16)?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<f64> {
        let start = self.at;
        let is_negative = self.consume("-");
        let from = self.at;
        let (whole, digits) = self.digits(0.0);
        let has_leading_zero = self.text.as_bytes().get(from) == Some(&b'0');
        if digits == 0 || (has_leading_zero && digits > 1) {
            return None;
        }
        let (value, decimals) = if self.consume(".") { self.digits(whole) } else { (whole, 0) };
        let has_point = self.text.as_bytes().get(self.at.checked_sub(1)?) == Some(&b'.');
        let is_exact = digits + decimals <= MAX_EXACT_DIGITS || (decimals == 0 && value <= MAX_SAFE_INTEGER);
        if has_point || matches!(self.peek(), Some(b'e' | b'E')) {
            return None;
        }
        if !is_exact {
            return self.many_digits(self.text.get(start..self.at)?);
        }
        // Both operands are exact, so the quotient is the nearest number.
        let value = value / (0..decimals).fold(1.0, |power, _| power * 10.0);
        Some(if is_negative { -value } else { value })
    }

    #[cfg(target_arch = "wasm32")]
    fn many_digits(&self, _: &str) -> Option<f64> {
        None
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn many_digits(&self, number: &str) -> Option<f64> {
        self.supports_many_digits.then(|| number.parse().ok())?
    }

    /// Appends the digits that come next to `number`. Returns the result and the count of those digits.
    fn digits(&mut self, mut number: f64) -> (f64, usize) {
        let from = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number * 10.0 + f64::from(digit - b'0');
            self.at += 1;
        }
        (number, self.at - from)
    }
}
