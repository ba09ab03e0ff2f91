//! Sends the requests of the conversation and turns responses into events.

use super::browser_storage::BrowserStore;
use super::downloads::Downloads;
use super::executor_options::Visitor;
use super::host_observer::HostObserver;
use super::random::random_uuid;
use crate::api::{
    ApiConfig, ApiError, Client, ConsentRequest, Request, SendRequest, SessionCredentials, SessionData, StartRequest,
    UploadResponse, decode, upload_form,
};
use crate::browser::{string_property, window};
use crate::chat::{Effect, Event, RequestId};
use js_sys::{Array, Intl, Object};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// The requests of one widget.
pub(super) struct Requests {
    client: Client,
    pub(super) downloads: Downloads,
    chatbot_id: String,
    visitor: Visitor,
    version: Option<i64>,
    store: Rc<BrowserStore>,
    host: Rc<dyn HostObserver>,
    /// The last access token.
    last_bearer: RefCell<Option<String>>,
}

impl Requests {
    pub(super) fn new(
        api: ApiConfig,
        chatbot_id: String,
        visitor: Visitor,
        version: Option<i64>,
        store: Rc<BrowserStore>,
        host: Rc<dyn HostObserver>,
    ) -> Self {
        let (client, last_bearer) = (Client::new(api), RefCell::default());
        Self { client, downloads: Downloads::default(), chatbot_id, visitor, version, store, host, last_bearer }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Performs any request except an upload. `None` if the effect is not such a request.
    pub(super) async fn send(&self, effect: Effect) -> Option<Event> {
        let request = match &effect {
            Effect::StartSession(request) | Effect::RepeatStart(request) => {
                let needs_new_access_token = matches!(effect, Effect::RepeatStart(_));
                return Some(self.start_session(*request, needs_new_access_token).await);
            }
            Effect::RenewSessionToken { request, session, needs_new_access_token } => {
                let response = self.renew_session_token(session, *needs_new_access_token).await;
                return Some(Event::SessionTokenRenewed(*request, decode(response)));
            }
            Effect::SendMessage { credentials, text, attachment_ids, context, .. } => {
                let context = self.host.before_send(text, &credentials.session, context.clone());
                let (message, attachment_ids) = (text.clone(), attachment_ids.clone());
                let body = SendRequest { message, attachment_ids, version_number: self.version };
                Request::send(credentials, &body, context.as_deref())
            }
            Effect::SubmitConsent { credentials, form_version_id, .. } => {
                Request::consent(credentials, &ConsentRequest { form_version_id: *form_version_id })
            }
            Effect::PollTask { credentials, task, .. } => Request::poll_task(credentials, task),
            Effect::PollSession { credentials, since, .. } => Request::poll(credentials, since.as_deref()),
            Effect::DownloadFile { download, credentials, file, .. } => {
                Request::download(credentials, file, self.downloads.get(*download)?)
            }
            _ => return None,
        };
        // A single `await` for all requests, because each enlarges the future.
        let response = self.client.request(request).await;
        Some(match effect {
            Effect::SendMessage { request, .. } => Event::MessageSent(request, decode(response)),
            Effect::SubmitConsent { request, .. } => Event::ConsentSubmitted(request, response.map(drop)),
            Effect::DownloadFile { request, .. } => Event::FileDownloaded(request, response.map(drop)),
            Effect::PollTask { request, .. } => Event::TaskPolled(request, decode(response)),
            Effect::PollSession { request, .. } => Event::SessionPolled(request, decode(response)),
            _ => return None,
        })
    }

    async fn start_session(&self, request: RequestId, needs_new_access_token: bool) -> Event {
        let token = match self.bearer_token(needs_new_access_token).await {
            Ok(token) => token,
            Err(error) => return Event::SessionStarted(request, Err(error)),
        };
        let has_token = token.is_some();
        match self.client.request(Request::start(&self.start_request(), token)).await {
            Err(error) if has_token && error.may_reject_token() => Event::BearerRejected(request, error),
            response => Event::SessionStarted(request, decode(response)),
        }
    }

    async fn renew_session_token(&self, session: &str, needs_new_access_token: bool) -> Result<JsValue, ApiError> {
        let token = self.bearer_token(needs_new_access_token).await?.ok_or(ApiError::SessionExpired)?;
        // The page may have taken long. Meanwhile another tab may have become the leader.
        if !self.store.is_leader() {
            return Err(ApiError::Network);
        }
        self.client.request(Request::renew(session, token)).await
    }

    /// The access token of the page, if there is one. With `needs_new_access_token`, one that differs from the last, which was
    /// refused.
    async fn bearer_token(&self, needs_new_access_token: bool) -> Result<Option<String>, ApiError> {
        let Some(promise) = self.host.bearer_token(needs_new_access_token) else { return Ok(None) };
        let provided = JsFuture::from(promise).await.map_err(|_| ApiError::TokenUnavailable)?;
        let token = provided.as_string().filter(|token| !token.is_empty());
        let last = self.last_bearer.replace(token.clone());
        if needs_new_access_token && (token.is_none() || token == last) {
            Err(ApiError::LoginRequired)
        } else {
            Ok(token)
        }
    }

    fn start_request(&self) -> StartRequest {
        let href = window().location().href().unwrap_or_default();
        StartRequest {
            chatbot_id: self.chatbot_id.clone(),
            session_data: SessionData::of_page(&href, self.visitor.sends_page_query),
            participant_remote_id: Some(self.participant_id()),
            participant_name: self.visitor.name.clone(),
            timezone: time_zone(),
            version_number: self.version,
        }
    }

    /// Uploads files. `on_progress` receives the bytes sent and the bytes in total.
    pub(super) async fn upload(
        &self,
        credentials: &SessionCredentials,
        files: &[File],
        on_progress: Box<dyn Fn(f64, f64)>,
    ) -> Result<UploadResponse, ApiError> {
        let form = upload_form(files, &self.participant_id(), self.visitor.name.as_deref());
        let form = form.map_err(|_| ApiError::Network)?;
        let on_progress = Closure::<dyn Fn(f64, f64)>::wrap(on_progress);
        let fetch = |request: &_| Ok(self.host.upload(request, &form, on_progress.as_ref().unchecked_ref()));
        self.client.upload(credentials, &fetch).await
    }

    /// The page's id for the visitor, or a generated and stored one.
    fn participant_id(&self) -> String {
        self.visitor.remote_id.clone().unwrap_or_else(|| self.store.visitor_id(random_uuid))
    }
}

/// The visitor's time zone as an IANA name.
fn time_zone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    string_property(&options, "timeZone")
}
