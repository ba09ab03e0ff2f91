//! The downloads of this page, and the receiver of each one's content.

use crate::api::FileTransfer;
use crate::chat::{DownloadId, DownloadOutcome};
use crate::list::remove_first;
use std::cell::{Cell, RefCell};

/// The downloads that have not ended.
#[derive(Default)]
pub(super) struct Downloads {
    transfers: RefCell<Vec<(DownloadId, FileTransfer)>>,
    next_id: Cell<u32>,
}

impl Downloads {
    pub(super) fn add(&self, transfer: FileTransfer) -> DownloadId {
        let id = DownloadId(self.next_id.get());
        self.next_id.set(id.0.wrapping_add(1));
        self.transfers.borrow_mut().push((id, transfer));
        id
    }

    pub(super) fn get(&self, id: DownloadId) -> Option<FileTransfer> {
        self.transfers.borrow().iter().find(|(other, _)| *other == id).map(|(_, transfer)| transfer.clone())
    }

    pub(super) fn end(&self, id: DownloadId, outcome: DownloadOutcome) {
        if let Some(transfer) = self.get(id) {
            remove_first(&mut self.transfers.borrow_mut(), |(other, _)| *other == id);
            transfer.end(outcome == DownloadOutcome::Complete, outcome == DownloadOutcome::Gone);
        }
    }

    /// Ends all downloads without their content.
    pub(super) fn abort_all(&self) {
        for (_, transfer) in self.transfers.take() {
            transfer.end(false, false);
        }
    }
}
