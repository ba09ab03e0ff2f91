//! The texts of the widget, with their English versions.

/// Declares each text once: its name in code, its key in the language files, and the English text.
macro_rules! texts {
    ($($name:ident $key:literal $english:literal)*) => {
        /// A text of the widget.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Key {
            $(#[doc = $english] $name,)*
        }

        impl Key {
            /// All texts.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The key in the language files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The English text.
            pub(super) fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)* }
            }
        }
    };
}

texts! {
    Close "window.close" "Close chat"
    NewChat "window.newChat" "Start new chat"
    FullScreen "window.fullscreen" "Enter full screen"
    ExitFullScreen "window.exitFullscreen" "Exit full screen"
    Menu "window.menu" "More options"
    DownloadText "window.downloadText" "Download as text"
    DownloadMarkdown "window.downloadMarkdown" "Download as Markdown"
    SoundOn "window.soundOn" "Turn sound on"
    SoundOff "window.soundOff" "Turn sound off"
    DeleteConversation "window.delete" "Delete this conversation from this device"
    Title "branding.headerText" "Chat"
    Greeting "content.greeting" "Hello! Write a message to start the conversation."
    Transcript "transcript.label" "Conversation"
    You "transcript.you" "You"
    Bot "transcript.bot" "Bot"
    LatestMessage "transcript.newest" "Go to the newest message"
    NewMessagesOne "transcript.new.one" "{count} new message"
    NewMessagesOther "transcript.new.other" "{count} new messages"
    Placeholder "composer.placeholder" "Type a message…"
    MessageField "composer.label" "Message"
    Send "composer.send" "Send message"
    NewLine "composer.newLine" "New line"
    FilesNeedText "composer.fileNeedsText" "Add a few words to send with the file."
    RefusedFilesBlockSending "composer.fileBlocks" "Remove the files that are not accepted to send your message."
    Attach "attach.add" "Attach files"
    RemoveFile "attach.remove" "Remove {name}"
    DropFiles "attach.drop" "Drop files here to attach them"
    UnnamedFile "attach.unnamed" "File without a name"
    Typing "status.typing" "Preparing an answer"
    Offline "status.offline" "You are offline. Your messages will be sent as soon as you are back online."
    Unreachable "status.unstable" "The chat cannot be reached at the moment. Trying again…"
    RateLimited "status.limited" "The chat is very busy at the moment. It will continue automatically in a moment."
    Waiting "status.waiting" "Waiting"
    Uploading "status.uploading" "Uploading {percent}"
    Sending "status.sending" "Sending"
    Unconfirmed "status.unclear" "Checking whether it arrived"
    Sent "status.sent" "Sent"
    Retry "action.retry" "Try again"
    Edit "action.edit" "Edit"
    Discard "action.discard" "Delete"
    CancelSending "action.cancel" "Cancel sending"
    StopWaiting "action.stopWaiting" "Stop waiting"
    Copy "action.copy" "Copy"
    CopyCode "action.copyCode" "Copy code"
    Copied "action.copied" "Copied"
    FailedNoConnection "error.connection" "Not sent: there is no connection to the chat."
    FailedServer "error.server" "Not sent: there is a problem with the chat at the moment. Please try again in a few minutes."
    FailedUnavailable "error.unavailable" "Not sent: this chat is not available at the moment."
    FailedSetup "error.setup" "Not sent: this chat is not set up correctly. Please tell the owner of this website."
    FailedFiles "error.files" "Not sent: please remove the files that are not accepted and try again."
    FailedNotYetSent "error.ready" "Not sent yet. Choose “Try again” to send it."
    FailedFilesLost "error.filesLost" "Not sent: the files are no longer available. Remove them and try again, or attach them again."
    FailedSession "error.session" "Not sent: the chat is not accepting messages at the moment. Please try again later."
    FailedUncertain "error.uncertain" "This message may not have arrived. Choose “Try again” to send it once more."
    FailedChatEnded "error.over" "Not sent: this chat has ended."
    FailedRejected "error.rejected" "Not sent: the chat does not accept this message. Please change it and try again."
    AnswerFailed "error.answer" "Sorry, your message could not be answered."
    FileTooLarge "error.fileTooLarge" "Larger than 50 MB"
    FilesTooLarge "error.totalTooLarge" "Larger than 50 MB in total"
    FilesTooMany "error.tooManyFiles" "More than 100 files"
    FileType "error.unsupportedType" "This type of file is not accepted"
    FileUnreadable "error.unreadableImage" "This picture cannot be read"
    FileRefused "error.fileRefused" "This file was not accepted"
    FileLost "error.fileLost" "No longer available"
    NoticeNewSession "notice.newSession" "The previous chat has expired. A new one starts here."
    NoticeEnded "notice.sessionEnded" "This chat has been closed. Your next message starts a new one."
    NoticeOver "notice.over" "This chat has ended. It cannot be continued here."
    NoticeNotStored "notice.notKept" "Your browser does not have enough space to keep this conversation. It may be lost when you leave this page."
    NoticeStorageBlocked "notice.blocked" "Your browser does not let this page keep the conversation. It may be lost when you leave this page."
    NoticeStillWaiting "notice.stillWaiting" "The answer is taking longer than expected. It will appear here when it is ready."
    ConfirmTitle "modal.newChatTitle" "Start new chat"
    ConfirmBody "modal.newChatBody" "Starting a new chat removes this conversation from your browser. Continue?"
    ConfirmCancel "modal.cancel" "Cancel"
    ConfirmNewChat "modal.confirm" "Start new chat"
    DeleteBody "modal.deleteBody" "Messages and unsent files are removed from this browser. The operator of the chat keeps its copy."
    Image "markdown.picture" "Picture"
    ShowImage "markdown.showPicture" "Show picture from {host}"
    ConsentLabel "consent.label" "Before you chat"
    ConsentAgree "consent.agree" "I agree"
    AnnounceOwn "announce.own" "You said: {text}"
    AnnounceBot "announce.bot" "{name} said: {text}"
    AnnounceFailed "announce.failed" "Failed: {text}"
}
