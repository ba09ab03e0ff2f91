//! Classification of the server's errors.
#![allow(clippy::unwrap_used)]
use super::*;

fn classify(endpoint: Endpoint, status: u16, body: &str) -> ApiError {
    let body = crate::json::parse::<ErrorBody>(body);
    ApiError::classify(endpoint, endpoint != Endpoint::Start, status, body.as_ref(), None)
}

#[test]
fn session_without_token_is_lost_when_its_channel_requires_tokens() {
    let body = crate::json::parse(r#"{"detail":"You do not have permission to perform this action."}"#);
    for endpoint in [Endpoint::Upload, Endpoint::Message, Endpoint::TaskPoll, Endpoint::Poll, Endpoint::Consent] {
        let without_token = ApiError::classify(endpoint, false, 403, body.as_ref(), None);
        assert_eq!(without_token, ApiError::SessionUnknown, "{endpoint:?}");
        let with_token = ApiError::classify(endpoint, true, 403, body.as_ref(), None);
        assert_eq!(with_token, ApiError::OriginRefused, "{endpoint:?}");
    }
    assert_eq!(ApiError::classify(Endpoint::Start, false, 403, body.as_ref(), None), ApiError::OriginRefused);
}

#[test]
fn start_errors_are_classified() {
    let cases = [
        (401, r#"{"detail":"Invalid widget embed key"}"#, ApiError::KeyRefused),
        (403, r#"{"detail":"You do not have permission to perform this action."}"#, ApiError::OriginRefused),
        (404, r#"{"detail":"No Experiment matches the given query."}"#, ApiError::ChatbotUnknown),
        (
            403,
            r#"{"error":"Down for maintenance, back at 18:00."}"#,
            ApiError::Unavailable(Some("Down for maintenance, back at 18:00.".into())),
        ),
        (403, r#"{"error":"This chatbot is currently unavailable."}"#, ApiError::Unavailable(None)),
        (403, r#"{"error":""}"#, ApiError::Unavailable(None)),
        (401, r#"{"error":"Authentication required","code":"chat_access_denied"}"#, ApiError::LoginRequired),
        (400, r#"{"detail":"chatbot_id must be a valid UUID"}"#, ApiError::ChatbotUnknown),
        (400, r#"{"participant_name":["This field may not be blank."]}"#, ApiError::Rejected(400)),
        (400, r#"{"error":"Remote ID must match your email address"}"#, ApiError::VisitorMismatch),
        (403, r#"{"error":"You do not have access to this chatbot"}"#, ApiError::NoAccess),
        (
            409,
            r#"{"error":"This chatbot has no published version","code":"no_published_version"}"#,
            ApiError::Unpublished,
        ),
        (403, r#"{"error":"Version number requires authentication"}"#, ApiError::VersionRefused),
        (404, r#"{"detail":"Experiment with version 7 not found"}"#, ApiError::VersionRefused),
        (404, "<html>", ApiError::Rejected(404)),
        (500, "<html>", ApiError::Server(500, None)),
    ];
    for (status, body, expected) in cases {
        assert_eq!(classify(Endpoint::Start, status, body), expected, "{status} {body}");
    }
}

#[test]
fn session_endpoint_errors_are_classified() {
    let cases = [
        (403, r#"{"error":"x","code":"session_expired"}"#, ApiError::SessionExpired),
        (403, r#"{"error":"x","code":"session_token_invalid"}"#, ApiError::SessionUnknown),
        (403, r#"{"error":"x","code":"session_token_required"}"#, ApiError::SessionUnknown),
        (403, r#"{"detail":"Session does not exist"}"#, ApiError::SessionUnknown),
        (403, r#"{"detail":"Authentication credentials were not provided."}"#, ApiError::SessionUnknown),
        (403, r#"{"detail":"Invalid widget embed key"}"#, ApiError::KeyRefused),
        (403, r#"{"detail":"You do not have permission to perform this action."}"#, ApiError::OriginRefused),
        (403, r#"{"error":"Version number requires authentication"}"#, ApiError::VersionRefused),
        (404, "<html>", ApiError::SessionUnknown),
        (400, r#"{"error":"Session has ended"}"#, ApiError::SessionEnded),
        (409, r#"{"error":"x","code":"no_published_version"}"#, ApiError::Unpublished),
        (403, r#"{"error":"x","code":"consent_required"}"#, ApiError::ConsentRequired(None)),
        (
            409,
            r#"{"error":"x","code":"consent_stale","consent":{"required":true,"form_version_id":8,"text":"<p>x</p>"}}"#,
            ApiError::ConsentRequired(Some(crate::api::Consent {
                required: true,
                form_version_id: Some(8),
                text: Some("<p>x</p>".into()),
            })),
        ),
        (400, r#"{"error":"One or more file IDs are invalid"}"#, ApiError::AttachmentsGone),
        (400, r#"{"message":["Null characters are not allowed."]}"#, ApiError::Rejected(400)),
        (502, "<html>", ApiError::Server(502, None)),
    ];
    for (status, body, expected) in cases {
        assert_eq!(classify(Endpoint::Message, status, body), expected, "{status} {body}");
    }
}

#[test]
fn failed_task_differs_from_server_error() {
    let failed = r#"{"error":"Sorry something went wrong.","status":"error"}"#;
    assert_eq!(classify(Endpoint::TaskPoll, 500, failed), ApiError::TaskFailed(None));
    assert_eq!(classify(Endpoint::TaskPoll, 500, r#"{"error":"Unknown error"}"#), ApiError::TaskFailed(None));
    let readable = r#"{"error":"An attached image could not be processed.","status":"error"}"#;
    assert_eq!(
        classify(Endpoint::TaskPoll, 400, readable),
        ApiError::TaskFailed(Some("An attached image could not be processed.".into()))
    );
    assert_eq!(classify(Endpoint::TaskPoll, 500, "<html>"), ApiError::Server(500, None));
    assert_eq!(classify(Endpoint::TaskPoll, 502, "<html>"), ApiError::Server(502, None));
    assert_eq!(classify(Endpoint::TaskPoll, 404, r#"{"detail":"Not found."}"#), ApiError::TaskUnknown);
}

#[test]
fn rejected_files_are_identified() {
    let upload = |body: &str| classify(Endpoint::Upload, 400, body);
    assert_eq!(
        upload(r#"{"error":"File 'it's big.txt' exceeds maximum size of 50MB"}"#),
        ApiError::Files(FileError::TooLarge, RejectedFiles::Name("it's big.txt".into()))
    );
    assert_eq!(
        upload(r#"{"error":"Total file size exceeds maximum of 50MB"}"#),
        ApiError::Files(FileError::TotalTooLarge, RejectedFiles::All)
    );
    assert_eq!(
        upload(r#"{"error":"File type '.exe' is not supported. Allowed types: .txt"}"#),
        ApiError::Files(FileError::Type, RejectedFiles::Extension(".exe".into()))
    );
    assert_eq!(
        upload(r#"{"error":"The image `p.svg` is not a supported image type. Supported types: GIF."}"#),
        ApiError::Files(FileError::UnsupportedImage, RejectedFiles::Name("p.svg".into()))
    );
    assert_eq!(upload("<html>"), ApiError::Files(FileError::TooMany, RejectedFiles::All));
    assert_eq!(upload(r#"{"files":["No."]}"#), ApiError::Files(FileError::Other, RejectedFiles::All));
    assert_eq!(upload(r#"{"error":"Session has ended"}"#), ApiError::SessionEnded);
}

#[test]
fn rate_limit_includes_time_to_wait() {
    let body = ErrorBody { available_in: Some(30.0), ..ErrorBody::default() };
    let limited = |header| ApiError::classify(Endpoint::Poll, true, 429, Some(&body), header);
    assert_eq!(limited(Some(7.0)), ApiError::RateLimited(Some(7_000)));
    assert_eq!(limited(None), ApiError::RateLimited(Some(30_000)));
    assert_eq!(limited(Some(1e12)), ApiError::RateLimited(Some(3_600_000)));
    assert_eq!(ApiError::classify(Endpoint::Poll, true, 429, None, Some(f64::NAN)), ApiError::RateLimited(None));
    assert_eq!(limited(Some(-60.0)), ApiError::RateLimited(Some(0)), "a date in the past");
    let overloaded = ApiError::classify(Endpoint::Message, true, 503, None, Some(20.0));
    assert_eq!(overloaded, ApiError::Server(503, Some(20_000)));
}

#[test]
fn missing_file_does_not_end_the_session() {
    let missing = ErrorBody { detail: Some("No File matches the given query.".into()), ..ErrorBody::default() };
    let error = ApiError::classify(Endpoint::Download, true, 404, Some(&missing), None);
    assert_eq!((error.is_session_lost(), error), (false, ApiError::Rejected(404)));
}
