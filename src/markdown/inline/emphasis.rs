//! Emphasis, strong emphasis and strikethrough: classifies and matches runs of `*`, `_` and `~`, as CommonMark's appendix
//! describes.

use super::piece::{DelimiterRun, Piece};
use super::punctuation::{is_east_asian, is_full_width_punctuation, is_punctuation};
use crate::markdown::tree::Kind;

/// A run of `length` delimiters between two characters.
pub(super) fn delimiter_run(marker: u8, length: usize, before: char, after: char) -> DelimiterRun {
    // Chinese, Japanese and Korean texts have no spaces between words: a run beside one of their characters is beside a
    // word. Many renderers implement this amendment to CommonMark (commonmark-spec#650).
    let is_flanking = |outside: char, inside: char| {
        let is_apart = outside.is_whitespace() || is_punctuation(outside) || is_east_asian(outside);
        !inside.is_whitespace() && (!is_punctuation(inside) || is_apart)
    };
    let is_any_punctuation = |next: char| is_punctuation(next) || is_full_width_punctuation(next);
    let (is_left_flanking, is_right_flanking) = (is_flanking(before, after), is_flanking(after, before));
    let (can_open, can_close) = match marker {
        b'_' => (
            is_left_flanking && (!is_right_flanking || is_any_punctuation(before)),
            is_right_flanking && (!is_left_flanking || is_any_punctuation(after)),
        ),
        b'~' if length > 2 => (false, false),
        // A single tilde often means "about" or a range (5~10), so it must be at the edge of a word.
        b'~' => {
            let is_edge = |next: char| next.is_whitespace() || is_any_punctuation(next);
            let (is_edge_before, is_edge_after) = (is_edge(before), is_edge(after));
            let is_double = length == 2;
            (
                !after.is_whitespace() && (is_double || is_edge_before),
                !before.is_whitespace() && ((is_double && !is_punctuation(before)) || is_edge_after),
            )
        }
        _ => (is_left_flanking, is_right_flanking),
    };
    DelimiterRun { marker, length, unmatched: length, can_open, can_close, opens: Vec::new(), closes: 0 }
}

/// Matches the delimiter runs at these positions in `pieces`: closing with opening ones.
pub(super) fn match_delimiters(pieces: &mut [Piece], positions: &[usize]) {
    // The positions of delimiter runs that can still open something.
    let mut openers: Vec<usize> = Vec::new();
    // For each kind of closer, the position before which it has no opener ("openers_bottom" in CommonMark's appendix).
    let mut floors: Vec<((u8, usize, bool), usize)> = Vec::new();
    for position in positions.iter().copied() {
        while let Some(Piece::Delimiters(closer)) = pieces.get(position)
            && closer.can_close
            && closer.unmatched > 0
        {
            let kind = (closer.marker, closer.length % 3, closer.can_open);
            let floor = floors.iter().find(|(other, _)| *other == kind).map_or(0, |(_, floor)| *floor);
            let matches_closer =
                |at: &usize| matches!(pieces.get(*at), Some(Piece::Delimiters(opener)) if can_match(opener, closer));
            let mut opener = None;
            for at in openers.iter().rev() {
                if *at < floor {
                    break;
                }
                if matches_closer(at) {
                    opener = Some(*at);
                    break;
                }
            }
            let Some(opener) = opener else {
                floors.retain(|(other, _)| *other != kind);
                floors.push((kind, position));
                break;
            };
            // Runs between the two can no longer match.
            while openers.last().is_some_and(|at| *at > opener) {
                openers.pop();
            }
            let Ok([Piece::Delimiters(opener_run), Piece::Delimiters(closer_run)]) =
                pieces.get_disjoint_mut([opener, position])
            else {
                break;
            };
            let (used, kind) = match opener_run.marker {
                b'~' => (opener_run.unmatched, Kind::Strikethrough),
                _ if opener_run.unmatched >= 2 && closer_run.unmatched >= 2 => (2, Kind::Strong),
                _ => (1, Kind::Emphasis),
            };
            opener_run.unmatched -= used;
            closer_run.unmatched -= used.min(closer_run.unmatched);
            opener_run.opens.push(kind);
            closer_run.closes += 1;
            if opener_run.unmatched == 0 {
                openers.pop();
            }
        }
        if let Some(Piece::Delimiters(run)) = pieces.get(position)
            && run.can_open
            && run.unmatched > 0
        {
            openers.push(position);
        }
    }
}

/// Whether one run can open what the other closes.
fn can_match(opener: &DelimiterRun, closer: &DelimiterRun) -> bool {
    // CommonMark's "multiple of 3" rule.
    let is_excluded = (opener.can_close || closer.can_open)
        && (opener.length + closer.length).is_multiple_of(3)
        && !(opener.length.is_multiple_of(3) && closer.length.is_multiple_of(3));
    let is_same = opener.marker == closer.marker;
    if closer.marker == b'~' { is_same && opener.unmatched == closer.unmatched } else { is_same && !is_excluded }
}
