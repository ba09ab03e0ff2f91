//! The JSON that is stored and sent between tabs: other versions of the widget read it, so its names never change.

use super::*;
use crate::api::{Attachment, Metadata, SessionCredentials, WireMessage};
use crate::chat::model::stored_task::StoredTask;
use crate::json::{FromJson, ToJson, parse};
use std::fmt::Debug;
use std::sync::Arc;

/// Asserts that a value has this JSON form, and that the form is read back as the same value.
fn assert_form<T: FromJson + ToJson + PartialEq + Debug>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(&value.to_json()).unwrap(), json);
    assert_eq!(parse::<T>(json).as_ref(), Some(value));
}

fn attached() -> AttachedFile {
    AttachedFile { id: FileId(9), name: "a.txt".into(), size: 3.0, uploaded: Some(4), error: Some(FileError::Type) }
}

fn outgoing(status: DeliveryStatus) -> EntryKind {
    EntryKind::Outgoing(Outgoing {
        text: "hi".into(),
        files: vec![attached()],
        context: Some("{}".into()),
        written_at: 1.5,
        status,
        attempts: 2,
        may_have_arrived: true,
    })
}

fn message(reply: Reply) -> EntryKind {
    let wire = WireMessage {
        created_at: "2026-11-22T19:46:43.155037Z".into(),
        role: Role::Assistant,
        content: "re hi".into(),
        metadata: Metadata { traced: true },
        attachments: vec![Attachment { name: "b.txt".into(), size: 5.0, ..Attachment::default() }],
    };
    EntryKind::Message(Message { wire, in_history: true, reply })
}

fn resend_content() -> ResendContent {
    ResendContent { text: "hi".into(), files: vec![attached()], context: Some("{}".into()) }
}

fn entry(kind: EntryKind) -> Arc<Entry> {
    Arc::new(Entry { id: EntryId(1), revision: 2, kind })
}

#[test]
fn head_keeps_its_json_form() {
    let credentials = SessionCredentials { session: "s".into(), token: Some("t".into()) };
    let head = Head {
        revision: 7,
        session: Some(Session {
            credentials: credentials.clone(),
            expires_at: 8.0,
            renewed_at: 9.0,
            cursor: Some("c".into()),
            seen_until: Some("d".into()),
            ended: true,
            end_notice: Some(EntryId(3)),
        }),
        chatbot_name: "Bot".into(),
        chunks: vec![0, 1],
        entries: vec![entry(EntryKind::Notice(Notice::NewSession))],
        unread: 2,
        awaited_answer: Some((EntryId(4), 1)),
        consent: Some(Consent { required: true, form_version_id: Some(5), text: Some("<p>".into()) }),
        agreed: Some(6),
        latencies: vec![(100, 200)],
        is_truncated: true,
        tasks: vec![StoredTask {
            id: "task".into(),
            credentials,
            outgoing: EntryId(1),
            content: resend_content(),
            accepted_at: 3.0,
        }],
        applied: vec![IntentId(8)],
        changed_at: 1.0,
        polled_at: 2.0,
        ..Head::empty()
    };
    assert_form(
        &head,
        r#"{"version":2,"revision":7,"session":{"access":{"session":"s","token":"t"},"expires":8,"renewed":9,"cursor":"c","told":"d","ended":true,"end":3},"chatbot_name":"Bot","chunks":[0,1],"entries":[{"id":1,"revision":2,"kind":{"Notice":"NewSession"}}],"unread":2,"found":[4,1],"consent":{"required":true,"form_version_id":5,"text":"<p>"},"agreed":6,"habit":[[100,200]],"is_lean":true,"tasks":[{"id":"task","access":{"session":"s","token":"t"},"outgoing":1,"question":{"text":"hi","files":[{"file":9,"name":"a.txt","size":3,"uploaded":4,"fault":"Type"}],"context":"{}"},"accepted":3}],"applied":[8],"saved":1,"polled":2}"#,
    );
}

#[test]
fn tab_does_not_lead_a_conversation_that_a_newer_version_has_stored() {
    let now = |monotonic| Now { monotonic, wall: 1.0 };
    let mut tab = tab(&StoredConversation::default(), 0);
    tab.handle(Event::VisibilityChanged(true), now(0));
    let stored = StoredConversation { has_newer_version: true, ..StoredConversation::default() };
    let effects = tab.handle(Event::LeadershipAcquired(Box::new(stored)), now(0));
    assert_eq!(effects, [Effect::ReleaseLeadership, Effect::SetTimer(None)]);
    let intent = Intent::Submit { text: "hi".into(), files: Vec::new(), context: None };
    let effects = tab.handle(Event::Intent(intent), now(0));
    assert!(matches!(&*effects, [Effect::ForwardIntent(_), ..]), "{effects:?}");
    let effects = tab.handle(Event::TimerFired, now(60_000));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::AcquireLeadership { .. })), "{effects:?}");
    assert_eq!(tab.conversation().entries().len(), 1);
}

#[test]
fn follower_ignores_the_state_of_a_newer_version() {
    let now = Now { monotonic: 0, wall: 1.0 };
    let mut tab = tab(&StoredConversation::default(), 0);
    let entries = vec![entry(EntryKind::Notice(Notice::NewSession))];
    for (version, shown) in [(Head::VERSION + 1, 0), (Head::VERSION, 1)] {
        let head = Head { version, revision: 7, entries: entries.clone(), ..Head::empty() };
        let changed = TabMessage::StateChanged(vec![Record::Head(Box::new(head))]);
        tab.handle(Event::TabMessageReceived(changed), now);
        assert_eq!(tab.conversation().entries().len(), shown);
    }
}

#[test]
fn entries_keep_their_json_form() {
    for (kind, json) in [
        (
            message(Reply::Unknown),
            r#"{"id":1,"revision":2,"kind":{"Message":{"wire":{"created_at":"2026-11-22T19:46:43.155037Z","role":"assistant","content":"re hi","metadata":{"trace_info":true},"attachments":[{"name":"b.txt","size":5}]},"in_history":true,"reply":"Unknown"}}}"#,
        ),
        (
            message(Reply::Answer),
            r#"{"id":1,"revision":2,"kind":{"Message":{"wire":{"created_at":"2026-11-22T19:46:43.155037Z","role":"assistant","content":"re hi","metadata":{"trace_info":true},"attachments":[{"name":"b.txt","size":5}]},"in_history":true,"reply":"Answer"}}}"#,
        ),
        (
            message(Reply::Failure(resend_content())),
            r#"{"id":1,"revision":2,"kind":{"Message":{"wire":{"created_at":"2026-11-22T19:46:43.155037Z","role":"assistant","content":"re hi","metadata":{"trace_info":true},"attachments":[{"name":"b.txt","size":5}]},"in_history":true,"reply":{"Failure":{"text":"hi","files":[{"file":9,"name":"a.txt","size":3,"uploaded":4,"fault":"Type"}],"context":"{}"}}}}}"#,
        ),
        (
            message(Reply::FailureRetried),
            r#"{"id":1,"revision":2,"kind":{"Message":{"wire":{"created_at":"2026-11-22T19:46:43.155037Z","role":"assistant","content":"re hi","metadata":{"trace_info":true},"attachments":[{"name":"b.txt","size":5}]},"in_history":true,"reply":"FailureRetried"}}}"#,
        ),
        (
            outgoing(DeliveryStatus::Waiting),
            r#"{"id":1,"revision":2,"kind":{"Outgoing":{"text":"hi","files":[{"file":9,"name":"a.txt","size":3,"uploaded":4,"fault":"Type"}],"context":"{}","written_at":1.5,"sending":"Waiting","attempts":2,"may_have_arrived":true}}}"#,
        ),
    ] {
        assert_form(&*entry(kind), json);
    }
}

#[test]
fn delivery_statuses_keep_their_json_form() {
    for (sending, json) in [
        (DeliveryStatus::Waiting, r#""Waiting""#),
        (DeliveryStatus::Uploading(Progress { sent: 1.0, total: 2.0 }), r#"{"Uploading":{"sent":1,"total":2}}"#),
        (DeliveryStatus::Sending, r#""Sending""#),
        (DeliveryStatus::Unconfirmed, r#""Unclear""#),
        (DeliveryStatus::Sent, r#""Sent""#),
        (DeliveryStatus::Failed(Failure::NoConnection), r#"{"Failed":"NoConnection"}"#),
        (DeliveryStatus::Failed(Failure::Server), r#"{"Failed":"Server"}"#),
        (DeliveryStatus::Failed(Failure::Unavailable(Some("later".into()))), r#"{"Failed":{"Unavailable":"later"}}"#),
        (DeliveryStatus::Failed(Failure::of_refusal(&ApiError::NoAccess)), r#"{"Failed":{"Unavailable":""}}"#),
        (DeliveryStatus::Failed(Failure::Unavailable(None)), r#"{"Failed":{"Unavailable":null}}"#),
        (DeliveryStatus::Failed(Failure::Setup), r#"{"Failed":"Setup"}"#),
        (DeliveryStatus::Failed(Failure::Files), r#"{"Failed":"Files"}"#),
        (DeliveryStatus::Failed(Failure::FilesLost), r#"{"Failed":"FilesLost"}"#),
        (DeliveryStatus::Failed(Failure::SessionRefused), r#"{"Failed":"SessionRefused"}"#),
        (DeliveryStatus::Failed(Failure::Uncertain), r#"{"Failed":"Uncertain"}"#),
        (DeliveryStatus::Failed(Failure::SessionClosed), r#"{"Failed":"Over"}"#),
        (DeliveryStatus::Failed(Failure::Rejected), r#"{"Failed":"Rejected"}"#),
    ] {
        assert_form(&sending, json);
    }
}

#[test]
fn notices_keep_their_json_form() {
    for (notice, json) in [
        (Notice::NewSession, r#""NewSession""#),
        (Notice::SessionEnded, r#""SessionEnded""#),
        (Notice::SessionClosed, r#""Over""#),
        (Notice::StillWaiting, r#""StillWaiting""#),
        (Notice::StorageUnavailable, r#""NotKept""#),
    ] {
        assert_form(&notice, json);
    }
}

#[test]
fn tab_messages_keep_their_json_form() {
    let intent = |intent| ForwardedIntent { id: IntentId(8), at: 1.25, intent };
    let submit = Intent::Submit { text: "hi".into(), files: vec![attached()], context: None };
    for (message, json) in [
        (
            TabMessage::IntentForwarded(intent(submit)),
            r#"{"Mail":{"id":8,"at":1.25,"intent":{"Submit":{"text":"hi","files":[{"file":9,"name":"a.txt","size":3,"uploaded":4,"fault":"Type"}]}}}}"#,
        ),
        (TabMessage::IntentForwarded(intent(Intent::Agree(5))), r#"{"Mail":{"id":8,"at":1.25,"intent":{"Agree":5}}}"#),
        (
            TabMessage::IntentForwarded(intent(Intent::Retry(EntryId(1)))),
            r#"{"Mail":{"id":8,"at":1.25,"intent":{"Retry":1}}}"#,
        ),
        (
            TabMessage::IntentForwarded(intent(Intent::Discard(EntryId(1)))),
            r#"{"Mail":{"id":8,"at":1.25,"intent":{"Discard":1}}}"#,
        ),
        (
            TabMessage::IntentForwarded(intent(Intent::Withdraw(EntryId(1)))),
            r#"{"Mail":{"id":8,"at":1.25,"intent":{"TakeBack":1}}}"#,
        ),
        (
            TabMessage::IntentForwarded(intent(Intent::RemoveFile(EntryId(1), FileId(2)))),
            r#"{"Mail":{"id":8,"at":1.25,"intent":{"RemoveFile":[1,2]}}}"#,
        ),
        // Also written by www/widget/forget.ts.
        (TabMessage::IntentForwarded(intent(Intent::NewChat)), r#"{"Mail":{"id":8,"at":1.25,"intent":"NewChat"}}"#),
        (
            TabMessage::IntentForwarded(intent(Intent::StopWaiting)),
            r#"{"Mail":{"id":8,"at":1.25,"intent":"StopWaiting"}}"#,
        ),
        (TabMessage::IntentForwarded(intent(Intent::Read)), r#"{"Mail":{"id":8,"at":1.25,"intent":"Read"}}"#),
        (TabMessage::LeadershipRequested, r#""Claim""#),
        (TabMessage::LeaderAlive, r#""Here""#),
        (TabMessage::LeaderHidden, r#""Away""#),
        (TabMessage::TokenRefused("t".into()), r#"{"Refused":"t"}"#),
        (
            TabMessage::StateChanged(vec![
                Record::Chunk(3, Some(vec![entry(EntryKind::Notice(Notice::NewSession))])),
                Record::Chunk(3, None),
                Record::ForwardedIntent(IntentId(8), Some(Box::new(intent(Intent::Read)))),
                Record::ForwardedIntent(IntentId(8), None),
            ]),
            r#"{"Changed":[{"Chunk":[3,[{"id":1,"revision":2,"kind":{"Notice":"NewSession"}}]]},{"Chunk":[3,null]},{"Mail":[8,{"id":8,"at":1.25,"intent":"Read"}]},{"Mail":[8,null]}]}"#,
        ),
    ] {
        assert_form(&message, json);
    }
}
