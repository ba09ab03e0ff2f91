//! Bare addresses in running text, by the rules of GitHub Flavored Markdown's autolink extension.

use super::tree::{Element, Kind, Node};

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    /// Text that is a link, and where to.
    Link(&'a str, String),
}

/// The same pieces, with links in place of the bare addresses in their text.
pub(super) fn link_addresses(children: Vec<Node>) -> Vec<Node> {
    let mut linked = Vec::with_capacity(children.len());
    for child in children {
        match child {
            Node::Text(text) => linked.extend(split(&text).into_iter().map(|part| match part {
                Part::Text(text) => Node::Text(text.to_owned()),
                Part::Link(text, address) => {
                    let mut link = Element::new(Kind::Link(address));
                    link.push_text(text);
                    Node::Element(link)
                }
            })),
            element @ Node::Element(_) => linked.push(element),
        }
    }
    linked
}

/// Splits a text at its bare addresses.
fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    // Everything before `done` has been handed out.
    let mut done = 0;
    let mut at = 0;
    while let Some(start) = next_candidate(text, at) {
        let (before, rest) = text.split_at(start);
        at = start + rest.chars().next().map_or(1, char::len_utf8);
        let boundary =
            before.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('));
        let link = if let Some(name_start) = rest.starts_with('@').then(|| name_start(before, done)).flatten() {
            email_end(rest).map(|end| (name_start, start + end, "mailto:"))
        } else if boundary {
            web_end(rest).map(|(end, prefix)| (start, start + end, prefix))
        } else {
            None
        };
        if let Some((from, to, prefix)) = link
            && let (Some(plain), Some(shown)) = (text.get(done..from), text.get(from..to))
        {
            if !plain.is_empty() {
                parts.push(Part::Text(plain));
            }
            parts.push(Part::Link(shown, format_address(prefix, shown)));
            done = to;
            at = to;
        }
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        parts.push(Part::Text(rest));
    }
    parts
}

fn format_address(prefix: &str, shown: &str) -> String {
    let mut address = prefix.to_owned();
    address.push_str(shown);
    address
}

/// Where the next thing that could be part of an address begins: `h` of `http`, `w` of `www.`, or an `@`.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.char_indices()
        .find(|(at, c)| {
            let here = rest.get(*at..).unwrap_or_default();
            *c == '@' || (matches!(c, 'h' | 'H' | 'w' | 'W') && web_start(here).is_some())
        })
        .map(|(at, _)| from + at)
}

/// The length of the part that makes an address of what follows, and what it lacks to be one.
fn web_start(text: &str) -> Option<(usize, &'static str)> {
    let starts = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    [("https://", ""), ("http://", ""), ("www.", "https://")]
        .into_iter()
        .find(|(prefix, _)| starts(prefix))
        .map(|(prefix, lacks)| (prefix.len(), lacks))
}

/// The end of the web address at the start of a text.
fn web_end(text: &str) -> Option<(usize, &'static str)> {
    let (prefix, lacks) = web_start(text)?;
    let end = text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len());
    let address = trim_end(text.get(..end)?);
    let host = address.get(prefix..)?.split(['/', '?', '#']).next()?;
    // Letters of any script: which of them a name may have is for the browser to say.
    let is_of_name = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
    let named = !host.is_empty() && host.chars().all(is_of_name);
    // `www.` alone promises a name with one more dot; after a scheme, `localhost` is a host too.
    let complete = if lacks.is_empty() { named } else { named && host.contains(|c: char| c != '.') };
    complete.then_some((address.len(), lacks))
}

/// An address without the punctuation of the sentence around it.
fn trim_end(mut address: &str) -> &str {
    loop {
        let shorter = match address.chars().next_back() {
            Some('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | ';') => {
                let cut = address.len() - 1;
                // An entity at the end is not part of the address.
                if address.ends_with(';') {
                    let name = address.get(..cut).and_then(|text| text.rfind('&'));
                    let is_entity = |at: usize| {
                        address.get(at + 1..cut).is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric()))
                    };
                    name.filter(|at| is_entity(*at)).unwrap_or(cut)
                } else {
                    cut
                }
            }
            Some(')') if address.matches(')').count() > address.matches('(').count() => address.len() - 1,
            // The fullwidth stops of Chinese and Japanese end a sentence without a space.
            Some(c @ ('。' | '，' | '、' | '！' | '？' | '）')) => address.len() - c.len_utf8(),
            _ => return address,
        };
        address = address.get(..shorter).unwrap_or_default();
    }
}

/// Where the name before an `@` begins, not before `floor`.
fn name_start(before: &str, floor: usize) -> Option<usize> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let name = before.get(floor..)?;
    let start = name.char_indices().rev().take_while(|(_, c)| is_name(*c)).last().map_or(name.len(), |(at, _)| at);
    name.get(start..).filter(|name| !name.is_empty()).map(|_| floor + start)
}

/// The end of the domain of an email address, from its `@` on.
fn email_end(text: &str) -> Option<usize> {
    let domain = text.get(1..)?;
    let end =
        domain.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(domain.len());
    let domain = domain.get(..end)?.trim_end_matches('.');
    let complete = domain.contains('.')
        && !domain.starts_with('.')
        && !domain.contains("..")
        && domain.ends_with(|c: char| c.is_ascii_alphanumeric());
    complete.then_some(1 + domain.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let link = |part| if let Part::Link(_, address) = part { Some(address) } else { None };
        split(text).into_iter().filter_map(link).collect()
    }

    #[test]
    fn addresses_are_found_without_the_sentence_around_them() {
        let cases: [(&str, &[&str]); 14] = [
            ("see https://a.example/x, please", &["https://a.example/x"]),
            ("(https://a.example/x_(y))", &["https://a.example/x_(y)"]),
            ("https://a.example/?q=1&copy;", &["https://a.example/?q=1"]),
            ("www.a.example.", &["https://www.a.example"]),
            ("HTTPS://A.EXAMPLE!", &["HTTPS://A.EXAMPLE"]),
            ("http://localhost:8000/x", &["http://localhost:8000/x"]),
            ("見て https://a.example/x。", &["https://a.example/x"]),
            ("write to me+you@a-b.example.", &["mailto:me+you@a-b.example"]),
            ("a@b", &[]),
            ("xhttps://a.example", &[]),
            ("https://", &[]),
            ("www.", &[]),
            ("one http://a.example two http://b.example", &["http://a.example", "http://b.example"]),
            ("@a.example", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(links(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        for text in ["é@a.example ü", "a https://b.example c@d.example e", "wwwwww.", "hhttp://x"] {
            let whole: String = split(text)
                .iter()
                .map(|part| match part {
                    Part::Text(text) | Part::Link(text, _) => *text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
