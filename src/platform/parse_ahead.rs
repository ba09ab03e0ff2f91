//! Parses stored chunks before they are needed, so that the page stays responsive.

use super::browser_storage::BrowserStore;
use super::clock;
use crate::chat::Millis;
use crate::event_loop::delay;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds of parsing after which other tasks of the page run.
const SLICE_MS: Millis = 6;

/// Parses all chunks of the stored conversation in slices.
pub(super) async fn parse_chunks(store: &BrowserStore) {
    let mut begun = clock::now().monotonic;
    for id in store.chunk_ids() {
        store.load_chunk(id);
        if clock::now().monotonic > begun + SLICE_MS {
            let _ = JsFuture::from(delay(0)).await;
            begun = clock::now().monotonic;
        }
    }
}
