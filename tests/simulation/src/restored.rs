//! The conversation that a page would show if it were opened now.

use super::storage::{PageStore, SimulatedStorage, open_store};
use ocs_chat::chat::{Conversation, ConversationOptions, Now, Tab};

/// A page that reads everything that is stored and does nothing else.
#[derive(Debug)]
pub(super) struct RestoredPage {
    storage: SimulatedStorage,
    store: PageStore,
    tab: Tab,
    /// The revision of the storage that the tab shows.
    revision: u64,
}

impl RestoredPage {
    pub(super) fn new(storage: SimulatedStorage) -> Self {
        let store = open_store(0, storage.clone(), &SimulatedStorage::default());
        let (tab, revision) = (restore(&store), storage.revision());
        Self { storage, store, tab, revision }
    }

    /// Loads the conversation again if storage has changed. Storage must be available.
    pub(super) fn reload(&mut self) {
        if self.revision != self.storage.revision() {
            self.tab = restore(&self.store);
            self.revision = self.storage.revision();
        }
    }

    /// The conversation as of the last [`reload`](Self::reload).
    pub(super) fn conversation(&self) -> &Conversation {
        self.tab.conversation()
    }
}

fn restore(store: &PageStore) -> Tab {
    Tab::new(&store.load(), ConversationOptions::default(), 1, Now { monotonic: 0, wall: 0.0 })
}
