//! Finds the first entry of a message that has a label.

/// Labels with their positions, from 0 in the order in which they were added, and their values.
#[derive(Debug, Default)]
pub(super) struct LabelIndex(Vec<Entry>);

/// A label, its position and its value.
pub(super) type Entry = (String, usize, String);

impl LabelIndex {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, label: String, value: String) {
        self.0.push((label, self.0.len(), value));
    }

    /// Prepares the index for [`find`](Self::find).
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    }

    /// The first entry that was added with a label.
    pub(super) fn find(&self, label: &str) -> Option<&Entry> {
        let first = self.0.partition_point(|(other, ..)| **other < *label);
        self.0.get(first).filter(|(other, ..)| other == label)
    }

    /// The position of the first entry with a label.
    pub(super) fn position(&self, label: &str) -> Option<usize> {
        self.find(label).map(|(_, position, _)| *position)
    }

    /// All entries.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.0
    }
}
