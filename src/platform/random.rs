//! Random numbers and UUIDs from the browser's cryptographic generator.

use js_sys::Uint32Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(values: &Uint32Array) -> Result<JsValue, JsValue>;
}

/// 128 random bits.
fn random_words() -> [u32; 4] {
    let words = Uint32Array::new_with_length(4);
    if get_random_values(&words).is_err() {
        // Every supported browser has the generator, even on insecure pages, but a page can remove it.
        for index in 0..4 {
            words.set_index(index, (js_sys::Math::random() * 4_294_967_296.0) as u32);
        }
    }
    let word = |index| words.get_index(index);
    [word(0), word(1), word(2), word(3)]
}

/// 64 random bits.
pub(super) fn random_number() -> u64 {
    let [high, low, ..] = random_words();
    u64::from(high) << 32 | u64::from(low)
}

/// A random UUID (RFC 9562, version 4). `crypto.randomUUID` exists in secure contexts only.
pub(super) fn random_uuid() -> String {
    let words = random_words();
    let mut uuid = String::new();
    for at in 0..32 {
        if matches!(at, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        let random = words.get(at / 8).map_or(0, |word| word >> (4 * (at % 8)) & 0xf);
        let digit = match at {
            // The version, and the two bits of the variant.
            12 => 4,
            16 => 8 + random % 4,
            _ => random,
        };
        uuid.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn uuids_have_version_4_and_differ() {
        let uuids: Vec<String> = (0..100).map(|_| random_uuid()).collect();
        for uuid in &uuids {
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid.chars().all(|digit| digit == '-' || digit.is_ascii_hexdigit()), "{uuid}");
            assert_eq!(uuid.chars().nth(14), Some('4'), "{uuid}");
            assert!(uuid.chars().nth(19).is_some_and(|digit| "89ab".contains(digit)), "{uuid}");
        }
        assert!((1..100).all(|at| uuids.iter().skip(at).all(|uuid| uuids.get(at - 1) != Some(uuid))));
    }

    #[wasm_bindgen_test]
    fn ids_do_not_depend_on_math_random() {
        let freeze = js_sys::Function::new_no_args(
            "const { random } = Math; Math.random = () => 0.5; return () => { Math.random = random }",
        );
        let thaw: js_sys::Function = freeze.call0(&JsValue::NULL).map(JsCast::unchecked_into).unwrap_or_default();
        let (one, other) = (random_uuid(), random_uuid());
        let (first, second) = (random_number(), random_number());
        let _ = thaw.call0(&JsValue::NULL);
        assert_ne!(one, other);
        assert_ne!(first, second);
    }
}
