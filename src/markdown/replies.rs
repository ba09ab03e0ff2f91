//! Quick replies: the links with the scheme `reply:` that end a message.

use super::plain_text::{TextForm, plain_text};
use super::tree::{Element, Kind, Node};
use super::url::REPLY_SCHEME;
use crate::text::{all_bytes, is_invisible, percent_decoded};

/// Maximum number of quick replies of a message.
const MAX_REPLIES: usize = 10;
/// The longest label of a quick reply.
const MAX_REPLY_LABEL_BYTES: usize = 300;

/// The characters that may separate quick replies.
const SEPARATORS: &str = ",;|/·•،、";

/// Whether the scheme of quick replies occurs in a message: without it, the message has none.
#[must_use]
pub fn may_have_replies(message: &str) -> bool {
    let scheme = REPLY_SCHEME.as_bytes();
    message.as_bytes().windows(scheme.len()).any(|bytes| bytes.eq_ignore_ascii_case(scheme))
}

/// Removes the quick replies and their separators from the end of a message. Returns them, the last one first.
pub fn take_replies(message: &mut Vec<Node>) -> Vec<Node> {
    let mut replies = Vec::new();
    take_last(message, &mut replies);
    replies
}

/// Removes the quick replies at the end of some nodes, and collects them, the last one first. Returns whether no node is left.
fn take_last(nodes: &mut Vec<Node>, replies: &mut Vec<Node>) -> bool {
    while let Some(mut last) = nodes.pop() {
        let is_content = match &mut last {
            Node::Text(text) => !has_no_glyph(text, SEPARATORS),
            Node::Element(Element {
                kind: Kind::Image(_) | Kind::File(_) | Kind::Code | Kind::CodeBlock(_), ..
            }) => true,
            Node::Element(Element { kind: Kind::Sources, .. }) => {
                take_last(nodes, replies);
                true
            }
            Node::Element(Element { kind: Kind::Reply(_), children }) => {
                let label = plain_text(children, TextForm::Text);
                if label.len() <= MAX_REPLY_LABEL_BYTES && replies.len() < MAX_REPLIES {
                    if !has_no_glyph(&label, "") {
                        replies.push(last);
                    }
                    continue;
                }
                true
            }
            Node::Element(element) => !take_last(&mut element.children, replies),
        };
        if is_content {
            nodes.push(last);
            return false;
        }
    }
    true
}

/// The label of the button of a quick reply, and the text that it sends: that of its address or, without a valid one, the label.
#[must_use]
pub fn reply_texts(reply: &Node) -> (String, String) {
    let Node::Element(Element { kind: Kind::Reply(address), children }) = reply else {
        return <(String, String)>::default();
    };
    let label = plain_text(children, TextForm::Text);
    let is_sendable = |text: &String| !has_no_glyph(text, "") && all_bytes(text, &|byte| byte >= b' ' || byte == b'\n');
    let decoded = address.get(REPLY_SCHEME.len()..).and_then(percent_decoded).filter(is_sendable);
    let text = decoded.unwrap_or_else(|| label.clone());
    (label, text)
}

/// Whether a text consists of spaces, invisible characters, and characters of `others` only.
fn has_no_glyph(text: &str, others: &str) -> bool {
    text.chars().all(|c| {
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
        c.is_whitespace() || is_joiner || is_invisible(c) || others.chars().any(|other| other == c)
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    /// The message without its quick replies as plain text, and the label and text of each reply.
    fn taken(message: &str) -> (String, Vec<String>) {
        let mut nodes = parse(message);
        let replies = take_replies(&mut nodes);
        let described = replies
            .iter()
            .rev()
            .map(reply_texts)
            .map(|(label, text)| if label == text { label } else { format!("{label} = {text}") });
        (plain_text(&nodes, TextForm::WithUrls), described.collect())
    }

    #[test]
    fn links_that_end_a_message_are_quick_replies() {
        for (message, text, replies) in [
            (
                "Go on?\n\n[Yes, please](reply:) [No](reply:I%20do%20not)",
                "Go on?",
                vec!["Yes, please", "No = I do not"],
            ),
            ("Go on? [Yes](reply:) | [No](reply:),", "Go on?", vec!["Yes", "No"]),
            ("*Go* · [«](reply:) [/](reply:/)", "Go", vec!["«", "/"]),
            ("Go on?\n- [Yes](reply:)\n- **[No](reply:)**", "Go on?", vec!["Yes", "No"]),
            ("- Go on?\n- [Yes](reply:)", "- Go on?", vec!["Yes"]),
            ("1. [*Yes*  ](REPLY:)\n2. [`No`](Reply:%e2%9c%94)\n\n---", "", vec!["Yes", "No = ✔"]),
            ("> [Yes](reply:yes \"title\")", "", vec!["Yes = yes"]),
            ("[Yes](<reply:I agree>)\n[No][n]\n\n[n]: reply:no", "", vec!["Yes = I agree", "No = no"]),
            ("[Yes](reply:I agree (all))", "", vec!["Yes = I agree (all)"]),
            ("a [^1]\n\n[Yes](reply:)\n\n[^1]: b", "a [1]\n[1] b", vec!["Yes"]),
            ("- [ ] [Yes](reply:a:b?c#d&amp;e)", "", vec!["Yes = a:b?c#d&e"]),
        ] {
            let expected = replies.into_iter().map(str::to_owned).collect();
            assert_eq!(taken(message), (text.to_owned(), expected), "{message}");
        }
    }

    #[test]
    fn other_links_stay_in_the_text() {
        for (message, text) in [
            ("[Yes](reply:) or what?", "Yes or what?"),
            ("[Yes](reply:)\n\n![](https://a.example/p.png)", "Yes\n (https://a.example/p.png)"),
            ("[Yes](reply:) `|`", "Yes |"),
            ("![Yes](reply:)", "Yes"),
            ("[Yes](reply :)", "[Yes](reply :)"),
            ("`[Yes](reply:)`", "[Yes](reply:)"),
            ("\\[Yes](reply:)", "[Yes](reply:)"),
            ("no replies, ", "no replies,"),
        ] {
            assert_eq!(taken(message), (text.to_owned(), Vec::new()), "{message}");
        }
    }

    #[test]
    fn invalid_addresses_send_the_label() {
        for address in ["%", "%2", "%zz", "%+a", "%ff", "%c3%28", "%00", "a%07b", "%20%0a", "%é", "%E2%80"] {
            assert_eq!(taken(&format!("[Yes](reply:{address})")).1, ["Yes"], "{address}");
        }
        assert_eq!(taken("[Yes](reply:a%0Ab)").1, ["Yes = a\nb"]);
        assert_eq!(taken("[Yes](reply:javascript:alert(1))").1, ["Yes = javascript:alert(1)"]);
    }

    #[test]
    fn blank_or_overlong_labels_are_not_replies() {
        assert_eq!(
            taken("Go on? [](reply:yes) [\u{7}](reply:) [&nbsp;\u{200b}](reply:)"),
            ("Go on?".to_owned(), Vec::new())
        );
        let long = "x".repeat(MAX_REPLY_LABEL_BYTES + 1);
        assert_eq!(taken(&format!("[{long}](reply:) [Yes](reply:)")), (long, vec!["Yes".to_owned()]));
        assert_eq!(taken("[<b onclick=x>](reply:)").1, ["<b onclick=x>"]);
    }

    #[test]
    fn all_but_the_last_ten_replies_stay_text() {
        let links: String = (1..=12).map(|number| format!("- [R{number}](reply:)\n")).collect();
        let (text, replies) = taken(&format!("Which?\n\n{links}"));
        assert_eq!(text, "Which?\n- R1\n- R2");
        assert_eq!(replies.len(), MAX_REPLIES);
        assert_eq!(replies.first().map(|first| &**first), Some("R3"));
    }

    #[test]
    fn many_replies_take_linear_time() {
        // With a quadratic algorithm this takes minutes.
        let links = "[a](reply:%41 b) ".repeat(100_000);
        assert_eq!(taken(&links).1.len(), MAX_REPLIES);
        let unclosed = "[a](reply:b ".repeat(20_000);
        assert_eq!(taken(&unclosed).1.len(), 0);
    }
}
