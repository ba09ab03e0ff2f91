//! The client: one request function for the JSON calls, one for the upload.
//!
//! Built with gloo-net, but sent by hand: gloo-net's own `send` panics where a page has replaced `fetch` by something
//! that rejects with no `Error` or resolves with no `Response`.

use super::error::{ApiError, Endpoint, ErrorBody};
use super::wire::{ConsentRequest, SendRequest, SessionCredentials, StartRequest, UploadResponse, WireMessage};
use crate::json;
use crate::json::{FromJson, ToJson};
use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::callback::Timeout;
use js_sys::{Array, JSON, Promise, Reflect, encode_uri_component};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, FormData, ReferrerPolicy, Response, XmlHttpRequest};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

/// What the widget reports as its version. Servers take clients from 0.9.0 on to know session tokens.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Milliseconds that a call may take before it counts as unanswered.
const TIMEOUT: u32 = 30_000;
/// The same for an upload: 50 MB on a slow line.
const UPLOAD_TIMEOUT: u32 = 900_000;

/// Where the API is and what opens it.
#[derive(Debug, Clone, Default)]
pub struct ApiConfig {
    /// Origin (and path prefix, if any) of the server, without a slash at the end.
    pub base_url: String,
    /// The channel's key, for `X-Embed-Key`.
    pub embed_key: Option<String>,
}

/// Files for one upload.
#[derive(Debug)]
pub struct UploadRequest {
    /// To the session.
    pub access: SessionCredentials,
    /// In the order in which the server is to number them.
    pub files: Vec<web_sys::File>,
    /// The page's own id for the visitor.
    pub participant_remote_id: Option<String>,
    /// The visitor's name.
    pub participant_name: Option<String>,
}

/// A call that has not been made yet.
#[derive(Debug)]
pub struct Ask {
    endpoint: Endpoint,
    path: String,
    opened: Opened,
    body: Option<JsValue>,
}

impl Ask {
    /// `POST /api/chat/start/`, with the page's token for the visitor where it has one. Answers a
    /// [`StartResponse`](super::StartResponse).
    #[must_use]
    pub fn start(request: &StartRequest, bearer: Option<String>) -> Self {
        let opened = bearer.map_or(Opened::Not, Opened::Bearer);
        Self { endpoint: Endpoint::Start, path: "start/".to_owned(), opened, body: Some(encode(request, None)) }
    }

    /// `POST /api/chat/{session}/consent/`. Answers nothing.
    #[must_use]
    pub fn consent(access: &SessionCredentials, request: &ConsentRequest) -> Self {
        Self::within(Endpoint::Consent, access, "consent/", Some(encode(request, None)))
    }

    /// `POST /api/chat/{session}/message/`; `context` is the JSON of an object. Answers a
    /// [`SendResponse`](super::SendResponse).
    #[must_use]
    pub fn send(access: &SessionCredentials, request: &SendRequest, context: Option<&str>) -> Self {
        Self::within(Endpoint::Message, access, "message/", Some(encode(request, context)))
    }

    /// `GET /api/chat/{session}/{task}/poll/`. Answers a [`TaskPollResponse`](super::TaskPollResponse).
    #[must_use]
    pub fn poll_task(access: &SessionCredentials, task: &str) -> Self {
        Self::within(Endpoint::TaskPoll, access, &path(task, "poll/"), None)
    }

    /// `GET /api/chat/{session}/poll/`. Answers a [`PollResponse`](super::PollResponse).
    ///
    /// `since` is the server's own timestamp of the last message known.
    #[must_use]
    pub fn poll(access: &SessionCredentials, since: Option<&str>) -> Self {
        let mut rest = "poll/".to_owned();
        if let Some(since) = since {
            rest.push_str("?since=");
            rest.push_str(&String::from(encode_uri_component(since)));
        }
        Self::within(Endpoint::Poll, access, &rest, None)
    }

    fn within(endpoint: Endpoint, access: &SessionCredentials, rest: &str, body: Option<JsValue>) -> Self {
        Self { endpoint, path: path(&access.session, rest), opened: Opened::by(access), body }
    }
}

/// What an answer says.
///
/// # Errors
/// That of the call, or [`ApiError::Malformed`].
pub fn understand<T: FromJson>(answer: Result<JsValue, ApiError>) -> Result<T, ApiError> {
    json::from_js(answer?).ok_or(ApiError::Malformed)
}

/// A way to end a request under way.
#[derive(Debug, Clone)]
enum Abort {
    Fetch(AbortController),
    Upload(XmlHttpRequest),
}

/// Speaks the Chat API for one widget.
#[derive(Debug)]
pub struct Client {
    credentials: ApiConfig,
    under_way: RefCell<Vec<(u32, Abort)>>,
    next: Cell<u32>,
    sunset: RefCell<Option<Sunset>>,
    /// The last page of a history, or answer of a task, as the server sent it.
    told: RefCell<JsValue>,
}

/// What a server says of clients of this version (the headers of these names, which only pages of the API's own origin
/// can read).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sunset {
    /// When they will not be served any more, as the server says it.
    pub sunset: Option<String>,
    /// Where to read about it.
    pub link: Option<String>,
}

/// A request under way: when this is dropped, nothing is left of it.
struct UnderWay<'a> {
    client: &'a Client,
    id: u32,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.client.under_way.borrow_mut().retain(|(id, _)| *id != self.id);
    }
}

impl Client {
    /// A client without a session.
    #[must_use]
    pub fn new(credentials: ApiConfig) -> Self {
        Self {
            credentials,
            under_way: RefCell::new(Vec::new()),
            next: Cell::new(0),
            sunset: RefCell::new(None),
            told: RefCell::default(),
        }
    }

    /// Ends all requests under way; they answer [`ApiError::Network`], if anybody hears them.
    pub fn abort_all(&self) {
        self.abort(|_| true);
    }

    /// The same with uploads only.
    pub fn abort_upload(&self) {
        self.abort(|abort| matches!(abort, Abort::Upload(_)));
    }

    fn abort(&self, is_meant: fn(&Abort) -> bool) {
        let (meant, stays): (Vec<_>, Vec<_>) =
            self.under_way.take().into_iter().partition(|(_, abort)| is_meant(abort));
        *self.under_way.borrow_mut() = stays;
        for (_, abort) in meant {
            match abort {
                Abort::Fetch(controller) => controller.abort(),
                Abort::Upload(request) => drop(request.abort()),
            }
        }
    }

    /// What the server has said of clients like this one since this was last asked.
    pub fn take_sunset(&self) -> Option<Sunset> {
        self.sunset.borrow_mut().take()
    }

    /// Makes a call and answers the JSON that it was answered with.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn ask(&self, ask: Ask) -> Result<JsValue, ApiError> {
        let is_told = matches!(ask.endpoint, Endpoint::TaskPoll | Endpoint::Poll);
        let answer = self.request(ask).await;
        if let (true, Ok(json)) = (is_told, &answer) {
            *self.told.borrow_mut() = json.clone();
        }
        answer
    }

    /// A message with all that the server said of it, if it was in the last answer; otherwise what is known.
    pub fn as_sent(&self, message: &WireMessage) -> JsValue {
        let told = self.told.borrow();
        let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
        let one = std::iter::once(field(&told, "message"));
        let many = field(&told, "messages").dyn_into::<Array>().into_iter().flatten();
        let is_it = |one: &JsValue| {
            one.is_object()
                && field(one, "content").as_string().as_ref() == Some(&message.content)
                && field(one, "created_at").as_string().as_ref() == Some(&message.created_at)
        };
        one.chain(many).find(is_it).unwrap_or_else(|| json::to_js(message))
    }

    fn url(&self, path: &str) -> String {
        let mut url = self.credentials.base_url.clone();
        url.push_str("/api/chat/");
        url.push_str(path);
        url
    }

    /// Every header beside the content type that the server's CORS list allows us and that it wants.
    fn headers(&self, opened: &Opened, posts: bool) -> Vec<(&'static str, String)> {
        let mut headers = vec![("x-ocs-widget-version", VERSION.to_owned())];
        if let Some(key) = &self.credentials.embed_key {
            headers.push(("X-Embed-Key", key.clone()));
        }
        match opened {
            Opened::Token(token) => headers.push(("X-Session-Token", token.clone())),
            Opened::Bearer(token) => headers.push(("Authorization", ["Bearer ", token].concat())),
            Opened::Not => {}
        }
        // The server's own pages carry its cookies, and with those it wants to know that the page is its own.
        if posts
            && is_own_origin(&self.credentials.base_url)
            && let Some(token) = cookie("csrftoken")
        {
            headers.push(("X-CSRFToken", token));
        }
        headers
    }

    fn register(&self, abort: Abort) -> UnderWay<'_> {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        self.under_way.borrow_mut().push((id, abort));
        UnderWay { client: self, id }
    }

    /// The one way in which JSON goes out and comes in. Not generic, so that it is in the download once.
    async fn request(&self, ask: Ask) -> Result<JsValue, ApiError> {
        let Ask { endpoint, path, opened, body } = ask;
        let controller = AbortController::new().map_err(|_| ApiError::Network)?;
        let _under_way = self.register(Abort::Fetch(controller.clone()));
        let mut builder = RequestBuilder::new(&self.url(&path))
            .abort_signal(Some(&controller.signal()))
            // Requests to the page's own origin carry no `Origin` with GET, and the server wants one or the other,
            // also on a page that hides its referrer.
            .referrer_policy(ReferrerPolicy::Origin);
        for (name, value) in self.headers(&opened, body.is_some()) {
            builder = builder.header(name, &value);
        }
        let request = match body {
            Some(body) => builder.method(Method::POST).header("Content-Type", "application/json").body(body),
            None => builder.build(),
        };
        let request = web_sys::Request::from(request.map_err(|_| ApiError::Network)?);

        let timed_out = Rc::new(Cell::new(false));
        let timeout = Timeout::new(TIMEOUT, {
            let timed_out = timed_out.clone();
            move || {
                timed_out.set(true);
                controller.abort();
            }
        });
        let answer = read(&request).await;
        drop(timeout);
        let Answer { status, retry_after, sunset, text } =
            answer.map_err(|()| if timed_out.get() { ApiError::Timeout } else { ApiError::Network })?;
        if sunset.is_some() {
            *self.sunset.borrow_mut() = sunset;
        }
        judge(endpoint, status, retry_after, &text)
    }

    /// `POST /api/chat/{session}/upload/`; `progress` is told bytes sent and bytes in all.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn upload(
        &self,
        request: UploadRequest,
        progress: impl Fn(f64, f64) + 'static,
    ) -> Result<UploadResponse, ApiError> {
        let form = FormData::new().map_err(|_| ApiError::Network)?;
        for file in &request.files {
            form.append_with_blob_and_filename("files", file, &file.name()).map_err(|_| ApiError::Network)?;
        }
        let participant =
            [("participant_remote_id", request.participant_remote_id), ("participant_name", request.participant_name)];
        for (name, value) in participant {
            if let Some(value) = value {
                form.append_with_str(name, &value).map_err(|_| ApiError::Network)?;
            }
        }
        // `fetch` cannot tell how far an upload is.
        let xhr = XmlHttpRequest::new().map_err(|_| ApiError::Network)?;
        xhr.open("POST", &self.url(&path(&request.access.session, "upload/"))).map_err(|_| ApiError::Network)?;
        xhr.set_timeout(UPLOAD_TIMEOUT);
        for (name, value) in self.headers(&Opened::by(&request.access), true) {
            xhr.set_request_header(name, &value).map_err(|_| ApiError::Network)?;
        }
        let _under_way = self.register(Abort::Upload(xhr.clone()));
        let on_progress = Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
            progress(event.loaded(), event.total());
        });
        if let Ok(upload) = xhr.upload() {
            upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        }
        // `loadend` comes after load, error, timeout and abort alike; the status tells them apart.
        let ended = Promise::new(&mut |resolve, _| xhr.set_onloadend(Some(&resolve)));
        xhr.send_with_opt_form_data(Some(&form)).map_err(|_| ApiError::Network)?;
        JsFuture::from(ended).await.map_err(|_| ApiError::Network)?;
        let status = xhr.status().unwrap_or(0);
        if status == 0 {
            return Err(ApiError::Network);
        }
        let retry_after = xhr.get_response_header("Retry-After").ok().flatten();
        let text = xhr.response_text().ok().flatten().unwrap_or_default();
        understand(judge(Endpoint::Upload, status, retry_after, &text))
    }
}

fn path(id: &str, rest: &str) -> String {
    let mut path = String::from(encode_uri_component(id));
    path.push('/');
    path.push_str(rest);
    path
}

/// What opens a call, beside the embed key.
#[derive(Debug)]
enum Opened {
    Not,
    /// The session's.
    Token(String),
    /// The page's, for the visitor.
    Bearer(String),
}

impl Opened {
    fn by(access: &SessionCredentials) -> Self {
        access.token.clone().map_or(Self::Not, Self::Token)
    }
}

/// Whether the API is the page's own server.
fn is_own_origin(base_url: &str) -> bool {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    let rest = origin.as_deref().and_then(|origin| base_url.strip_prefix(origin));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A cookie of the page's that scripts may read.
fn cookie(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let cookies = Reflect::get(&document, &"cookie".into()).ok()?.as_string()?;
    let mut pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

struct Answer {
    status: u16,
    retry_after: Option<String>,
    sunset: Option<Sunset>,
    text: String,
}

/// Sends a request and reads what comes back, whatever a page has made of `fetch`.
async fn read(request: &web_sys::Request) -> Result<Answer, ()> {
    let promise = fetch(request).map_err(drop)?;
    let response = JsFuture::from(Promise::resolve(&promise)).await.map_err(drop)?;
    let response: Response = response.dyn_into().map_err(drop)?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let retry_after = header("Retry-After");
    let sunset = Sunset { sunset: header("Sunset"), link: header("Link") };
    let sunset = (sunset.sunset.is_some() || header("Deprecation").is_some()).then_some(sunset);
    let text = JsFuture::from(response.text().map_err(drop)?).await.map_err(drop)?;
    Ok(Answer { status: response.status(), retry_after, sunset, text: text.as_string().unwrap_or_default() })
}

/// Tells successes from refusals.
fn judge(endpoint: Endpoint, status: u16, retry_after: Option<String>, text: &str) -> Result<JsValue, ApiError> {
    if status == 204 {
        return Ok(JsValue::UNDEFINED);
    }
    let json = JSON::parse(text);
    if (200..300).contains(&status) {
        return json.map_err(|_| ApiError::Malformed);
    }
    let body = json.ok().and_then(json::from_js::<ErrorBody>);
    let retry_after = retry_after.and_then(|seconds| seconds.trim().parse::<u32>().ok()).map(f64::from);
    Err(ApiError::classify(endpoint, status, body.as_ref(), retry_after))
}

fn encode(body: &impl ToJson, context: Option<&str>) -> JsValue {
    let mut json = json::stringify(body);
    if let Some(context) = context
        && json.pop() == Some('}')
    {
        // It is JSON already.
        json.push_str(if json.len() > 1 { ",\"context\":" } else { "\"context\":" });
        json.push_str(context);
        json.push('}');
    }
    json.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::wire::PollResponse;
    use super::*;
    use js_sys::{Function, global};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn access() -> SessionCredentials {
        SessionCredentials { session: "id".into(), token: Some("token".into()) }
    }

    /// What a poll answers on a page that has put this in place of `fetch`.
    async fn poll_with(replacement: &str) -> Result<PollResponse, ApiError> {
        let name = JsValue::from_str("fetch");
        let original = Reflect::get(&global(), &name).unwrap();
        let replaced = Function::new_with_args("request", replacement);
        Reflect::set(&global(), &name, &replaced).unwrap();
        let client = Client::new(ApiConfig { base_url: "https://api.example".into(), embed_key: Some("key".into()) });
        let answer = understand(client.ask(Ask::poll(&access(), Some("2026-11-22T19:46:43+00:00"))).await);
        Reflect::set(&global(), &name, &original).unwrap();
        answer
    }

    #[wasm_bindgen_test]
    async fn a_page_may_make_of_fetch_what_it_likes() {
        for (replacement, expected) in [
            ("throw 'no'", ApiError::Network),
            ("return Promise.reject('no error')", ApiError::Network),
            ("return Promise.reject(undefined)", ApiError::Network),
            ("return Promise.resolve({ status: 200 })", ApiError::Network),
            ("return 7", ApiError::Network),
            ("return Promise.resolve(new Response('not json'))", ApiError::Malformed),
            ("return Promise.resolve(new Response('[1]'))", ApiError::Malformed),
            ("return Promise.resolve(new Response('<html>', { status: 502 }))", ApiError::Server(502)),
            (
                "return Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': '7' } }))",
                ApiError::RateLimited(Some(7_000)),
            ),
        ] {
            assert_eq!(poll_with(replacement).await, Err(expected), "{replacement}");
        }
    }

    #[wasm_bindgen_test]
    async fn a_request_carries_what_the_server_wants_and_no_more() {
        let told = "const told = [...request.headers].map(([name, value]) => `${name}=${value}`).concat(request.url);
            const messages = [{ role: 'system', created_at: 'now', content: told.join(' ') }];
            return Promise.resolve(new Response(JSON.stringify({ messages, has_more: false, session_status: 'new' })))";
        let answer = poll_with(told).await.unwrap();
        assert_eq!(
            answer.messages.first().unwrap().content,
            format!(
                "x-embed-key=key x-ocs-widget-version={VERSION} x-session-token=token \
                 https://api.example/api/chat/id/poll/?since=2026-11-22T19%3A46%3A43%2B00%3A00"
            )
        );
    }

    #[wasm_bindgen_test]
    async fn requests_under_way_can_be_ended() {
        let client = Rc::new(Client::new(ApiConfig { base_url: "https://api.example".into(), embed_key: None }));
        let name = JsValue::from_str("fetch");
        let original = Reflect::get(&global(), &name).unwrap();
        let waits = "return new Promise((_, reject) => request.signal.addEventListener('abort', reject))";
        Reflect::set(&global(), &name, &Function::new_with_args("request", waits)).unwrap();
        let ends = client.clone();
        let abort = Timeout::new(20, move || ends.abort_all());
        assert_eq!(client.ask(Ask::poll(&access(), None)).await, Err(ApiError::Network));
        drop(abort);
        assert!(client.under_way.borrow().is_empty());
        Reflect::set(&global(), &name, &original).unwrap();
    }
}
