//! Sends requests with a timeout, and aborts them. Keeps the last deprecation notice.

use super::bodies::WireMessage;
use super::config::ApiConfig;
use super::error::{ApiError, Endpoint};
use super::headers::{Auth, request_headers};
use super::last_poll::LastPoll;
use super::receive::{DeprecationNotice, Response, fetch, receive, validate};
use super::request::Request;
use crate::event_loop::run_after;
use crate::list::remove_first;
use gloo_net::http::Headers;
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestInit};

/// After this time without a response a request fails with [`ApiError::Timeout`].
const REQUEST_TIMEOUT_MS: u32 = 30_000;
/// The same for uploads. Enough for 50 MB, the server's limit, at 0.5 Mbit/s.
const UPLOAD_TIMEOUT_MS: u32 = 900_000;

/// Sends a request and returns the promise of its response, as `fetch` does.
pub type Fetch<'a> = &'a dyn Fn(&web_sys::Request) -> Result<Promise, JsValue>;

/// The Chat API client of one widget.
#[derive(Debug)]
pub struct Client {
    pub(super) config: ApiConfig,
    in_flight: RefCell<Vec<(u32, Endpoint, AbortController)>>,
    next_id: Cell<u32>,
    deprecation: RefCell<Option<DeprecationNotice>>,
    last_poll: LastPoll,
}

/// A request in flight. Dropping it removes it from the client's list.
pub(super) struct InFlight<'a> {
    client: &'a Client,
    id: u32,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        remove_first(&mut self.client.in_flight.borrow_mut(), |(id, ..)| *id == self.id);
    }
}

impl Client {
    /// A client without requests in flight.
    #[must_use]
    pub fn new(config: ApiConfig) -> Self {
        Self {
            config,
            in_flight: RefCell::new(Vec::new()),
            next_id: Cell::new(0),
            deprecation: RefCell::new(None),
            last_poll: LastPoll::default(),
        }
    }

    /// Aborts all requests except downloads, which have an abort signal of their own. Aborted requests fail with
    /// [`ApiError::Network`].
    pub fn abort_all(&self) {
        self.abort(|_| true);
    }

    /// Aborts uploads only.
    pub fn abort_uploads(&self) {
        self.abort(|endpoint| endpoint == Endpoint::Upload);
    }

    fn abort(&self, is_affected: fn(Endpoint) -> bool) {
        // The list is not borrowed while requests are aborted: listeners of the page may call the widget.
        for (id, endpoint, controller) in self.in_flight.take() {
            if is_affected(endpoint) {
                controller.abort();
            } else {
                self.in_flight.borrow_mut().push((id, endpoint, controller));
            }
        }
    }

    /// The last deprecation notice since the previous call.
    pub fn take_deprecation(&self) -> Option<DeprecationNotice> {
        self.deprecation.borrow_mut().take()
    }

    /// Sends a request and returns the JSON of the response.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn request(&self, mut request: Request) -> Result<JsValue, ApiError> {
        let is_poll = matches!(request.endpoint, Endpoint::TaskPoll | Endpoint::Poll);
        let transfer = request.transfer.take();
        let fetch =
            |request: &_| transfer.as_ref().map_or_else(|| fetch(request), |transfer| Ok(transfer.send(request)));
        let response = self.send(request, &fetch).await;
        if let (true, Ok(json)) = (is_poll, &response) {
            self.last_poll.set(json.clone());
        }
        response
    }

    /// The message as the last poll returned it: see [`LastPoll::raw_message`].
    pub fn raw_message(&self, message: &WireMessage) -> JsValue {
        self.last_poll.raw_message(message)
    }

    fn register(&self, endpoint: Endpoint, controller: AbortController) -> InFlight<'_> {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        self.in_flight.borrow_mut().push((id, endpoint, controller));
        InFlight { client: self, id }
    }

    /// Sends a request and classifies the response. Not generic over the type of the response, because each type would
    /// add a copy to the WebAssembly module.
    pub(super) async fn send(&self, request: Request, fetch: Fetch<'_>) -> Result<JsValue, ApiError> {
        let Request { endpoint, path, auth, body, .. } = request;
        let is_upload = endpoint == Endpoint::Upload;
        let controller = AbortController::new().map_err(|_| ApiError::Network)?;
        let _in_flight = self.register(endpoint, controller.clone());
        let (init, headers) = (RequestInit::new(), Headers::new());
        init.set_signal(Some(&controller.signal()));
        // The server requires `Origin` or `Referer`. A same-origin GET has no `Origin`, and the page's own policy may remove
        // the referrer. web-sys's setter would add the names of all policies to the bundle.
        let _ = Reflect::set(&init, &"referrerPolicy".into(), &"origin".into());
        for (name, value) in request_headers(&self.config, &auth, is_upload || body.is_some()) {
            // A header with other characters is left out, because `Headers` throws for them. A token from the page may contain them by
            // mistake.
            if value.chars().all(|character| matches!(character, ' '..='\u{ff}')) {
                headers.set(name, &value);
            }
        }
        if let Some(body) = &body {
            init.set_method("POST");
            init.set_body(body);
            headers.set("Content-Type", "application/json");
        }
        init.set_headers(&headers.into_raw());
        let request = web_sys::Request::new_with_str_and_init(&self.config.url(&path), &init);
        let request = request.map_err(|_| ApiError::Network)?;

        let timed_out = Rc::new(Cell::new(false));
        let on_timeout = {
            let timed_out = timed_out.clone();
            move || {
                timed_out.set(true);
                controller.abort();
            }
        };
        let timeout_ms = if is_upload { UPLOAD_TIMEOUT_MS } else { REQUEST_TIMEOUT_MS };
        let timeout = run_after(timeout_ms, Box::new(on_timeout));
        let response = receive(fetch(&request)).await;
        drop(timeout);
        let Response { status, retry_after, deprecation, text } =
            response.map_err(|()| if timed_out.get() { ApiError::Timeout } else { ApiError::Network })?;
        if deprecation.is_some() {
            *self.deprecation.borrow_mut() = deprecation;
        }
        validate(endpoint, matches!(auth, Auth::Session(_)), status, retry_after, &text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::headers::VERSION;
    use crate::api::{PollResponse, SessionCredentials, decode};
    use js_sys::{Function, global};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn credentials() -> SessionCredentials {
        SessionCredentials { session: "id".into(), token: Some("token".into()) }
    }

    /// Polls on a page that has replaced `fetch`.
    async fn poll_with(replacement: &str) -> Result<PollResponse, ApiError> {
        let name = JsValue::from_str("fetch");
        let original = Reflect::get(&global(), &name).unwrap();
        let replaced = Function::new_with_args("request", replacement);
        Reflect::set(&global(), &name, &replaced).unwrap();
        let client = Client::new(ApiConfig { base_url: "https://api.example".into(), embed_key: Some("key".into()) });
        let response = decode(client.request(Request::poll(&credentials(), Some("2026-11-22T19:46:43+00:00"))).await);
        Reflect::set(&global(), &name, &original).unwrap();
        response
    }

    #[wasm_bindgen_test]
    async fn replaced_fetch_never_causes_a_panic() {
        for (replacement, expected) in [
            ("throw 'no'", ApiError::Network),
            ("return Promise.reject('no error')", ApiError::Network),
            ("return Promise.reject(undefined)", ApiError::Network),
            ("return Promise.resolve({ status: 200 })", ApiError::Network),
            ("return 7", ApiError::Network),
            ("return { status: 200, text: () => '{' }", ApiError::Malformed),
            ("return Promise.resolve(new Response('not json'))", ApiError::Malformed),
            ("return Promise.resolve(new Response('[1]'))", ApiError::Malformed),
            ("return Promise.resolve(new Response('<html>', { status: 502 }))", ApiError::Server(502, None)),
            (
                "return Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': '7' } }))",
                ApiError::RateLimited(Some(7_000)),
            ),
            (
                "const headers = { 'Retry-After': new Date(0).toUTCString() };
                return Promise.resolve(new Response('<html>', { status: 503, headers }))",
                ApiError::Server(503, Some(0)),
            ),
            (
                "const headers = { 'Retry-After': new Date(Date.now() + 1e9).toUTCString() };
                return Promise.resolve(new Response('<html>', { status: 503, headers }))",
                ApiError::Server(503, Some(3_600_000)),
            ),
            (
                "return Promise.resolve(new Response('<html>', { status: 503, headers: { 'Retry-After': 'soon' } }))",
                ApiError::Server(503, None),
            ),
        ] {
            assert_eq!(poll_with(replacement).await, Err(expected), "{replacement}");
        }
    }

    #[wasm_bindgen_test]
    async fn requests_carry_exactly_the_allowed_headers() {
        let echo =
            "const headers = [...request.headers].map(([name, value]) => `${name}=${value}`).concat(request.url);
            const messages = [{ role: 'system', created_at: 'now', content: headers.join(' ') }];
            return Promise.resolve(new Response(JSON.stringify({ messages, has_more: false, session_status: 'new' })))";
        let response = poll_with(echo).await.unwrap();
        assert_eq!(
            response.messages.first().unwrap().content,
            format!(
                "x-embed-key=key x-ocs-widget-version={VERSION} x-session-token=token \
                 https://api.example/api/chat/id/poll/?since=2026-11-22T19%3A46%3A43%2B00%3A00"
            )
        );
    }

    #[wasm_bindgen_test]
    async fn requests_in_flight_are_aborted() {
        let client = Rc::new(Client::new(ApiConfig { base_url: "https://api.example".into(), embed_key: None }));
        let name = JsValue::from_str("fetch");
        let original = Reflect::get(&global(), &name).unwrap();
        let never = "return new Promise((_, reject) => request.signal.addEventListener('abort', reject))";
        Reflect::set(&global(), &name, &Function::new_with_args("request", never)).unwrap();
        let aborting = client.clone();
        let abort = run_after(20, Box::new(move || aborting.abort_all()));
        assert_eq!(client.request(Request::poll(&credentials(), None)).await, Err(ApiError::Network));
        drop(abort);
        assert!(client.in_flight.borrow().is_empty());
        Reflect::set(&global(), &name, &original).unwrap();
    }
}
