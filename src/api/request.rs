//! Requests of the Chat API: path, authorization and, for some, a JSON body.

use super::bodies::{ConsentRequest, SendRequest, SessionCredentials, StartRequest};
use super::error::Endpoint;
use super::file_transfer::FileTransfer;
use super::headers::Auth;
use crate::json::{self, ToJson};
use crate::text::concat;
use js_sys::encode_uri_component;
use wasm_bindgen::JsValue;

/// A request that [`Client::request`](super::Client::request) sends.
#[derive(Debug)]
pub struct Request {
    pub(super) endpoint: Endpoint,
    /// The path relative to `/api/chat/`.
    pub(super) path: String,
    pub(super) auth: Auth,
    /// JSON text, sent with POST. Polls and downloads have none, and are GET; the form of an upload is added when it is
    /// sent.
    pub(super) body: Option<JsValue>,
    /// For downloads: what carries out the request in the page and keeps the content of the response.
    pub(super) transfer: Option<FileTransfer>,
}

impl Request {
    /// `POST /api/chat/start/`, with the access token if the page has one. The response is a
    /// [`StartResponse`](super::StartResponse).
    #[must_use]
    pub fn start(body: &StartRequest, bearer: Option<String>) -> Self {
        let auth = bearer.map_or(Auth::None, Auth::Bearer);
        let (path, body) = ("start/".to_owned(), Some(encode(body, None)));
        Self { endpoint: Endpoint::Start, path, auth, body, transfer: None }
    }

    /// `POST /api/chat/{session}/consent/`. The response is empty.
    #[must_use]
    pub fn consent(credentials: &SessionCredentials, body: &ConsentRequest) -> Self {
        Self::of_session(Endpoint::Consent, credentials, "consent/", Some(encode(body, None)))
    }

    /// `POST /api/chat/{session}/token/`, with the access token. The response is a
    /// [`RenewResponse`](super::RenewResponse).
    #[must_use]
    pub fn renew(session: &str, bearer: String) -> Self {
        // Empty, to make it a POST: the server reads no body.
        let body = Some(JsValue::from_str(""));
        let (path, auth) = (path(session, "token/"), Auth::Bearer(bearer));
        Self { endpoint: Endpoint::Token, path, auth, body, transfer: None }
    }

    /// `POST /api/chat/{session}/message/`; `context` is the JSON text of an object. The response is a
    /// [`SendResponse`](super::SendResponse).
    #[must_use]
    pub fn send(credentials: &SessionCredentials, body: &SendRequest, context: Option<&str>) -> Self {
        Self::of_session(Endpoint::Message, credentials, "message/", Some(encode(body, context)))
    }

    /// `GET /api/chat/{session}/{task}/poll/`. The response is a [`TaskPollResponse`](super::TaskPollResponse).
    #[must_use]
    pub fn poll_task(credentials: &SessionCredentials, task: &str) -> Self {
        Self::of_session(Endpoint::TaskPoll, credentials, &path(task, "poll/"), None)
    }

    /// `GET /api/chat/{session}/poll/`. The response is a [`PollResponse`](super::PollResponse).
    ///
    /// `since` is the server's own timestamp of the last known message.
    #[must_use]
    pub fn poll(credentials: &SessionCredentials, since: Option<&str>) -> Self {
        let mut subpath = "poll/".to_owned();
        if let Some(since) = since {
            subpath.push_str("?since=");
            subpath.push_str(&String::from(encode_uri_component(since)));
        }
        Self::of_session(Endpoint::Poll, credentials, &subpath, None)
    }

    /// `GET /api/chat/{session}/files/{file}/content/`. The response is empty: `transfer` receives the file.
    #[must_use]
    pub fn download(credentials: &SessionCredentials, file: &str, transfer: FileTransfer) -> Self {
        let subpath = concat(&["files/", file, "/content/"]);
        let request = Self::of_session(Endpoint::Download, credentials, &subpath, None);
        Self { transfer: Some(transfer), ..request }
    }

    fn of_session(endpoint: Endpoint, credentials: &SessionCredentials, subpath: &str, body: Option<JsValue>) -> Self {
        let (path, auth) = (path(&credentials.session, subpath), Auth::of_session(credentials));
        Self { endpoint, path, auth, body, transfer: None }
    }
}

/// `{id}/{subpath}`, with the id percent-encoded.
pub(super) fn path(id: &str, subpath: &str) -> String {
    let mut path = String::from(encode_uri_component(id));
    path.push('/');
    path.push_str(subpath);
    path
}

fn encode(body: &impl ToJson, context: Option<&str>) -> JsValue {
    let mut json = json::stringify(body);
    if let Some(context) = context
        && json.pop() == Some('}')
    {
        // The context is JSON text already: it is inserted without parsing it.
        json.push_str(if json.len() > 1 { ",\"context\":" } else { "\"context\":" });
        json.push_str(context);
        json.push('}');
    }
    json.into()
}
