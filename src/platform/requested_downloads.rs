//! Starts the downloads that the visitor requests.

use super::executor::Executor;
use crate::api::FileTransfer;
use crate::chat::{EntryId, Event};
use std::rc::Rc;

impl Executor {
    /// Downloads a file of a message. `transfer` receives it and the outcome.
    pub fn download(self: &Rc<Self>, entry: EntryId, attachment: usize, transfer: FileTransfer) {
        let download = self.requests.downloads.add(transfer);
        self.handle(Event::DownloadRequested { download, entry, attachment });
    }
}
