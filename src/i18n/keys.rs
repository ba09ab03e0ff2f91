//! The texts of the widget by name. The texts themselves are in `www/locales/`.

/// Declares each text: its name in code, and its key in the language files.
macro_rules! texts {
    ($($name:ident $key:literal)*) => {
        /// A text of the widget. The built language files have the texts in this order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Key {
            $(#[doc = concat!("`", $key, "`")] $name,)*
        }

        impl Key {
            /// The key in the language files, or what the keys of all plural forms begin with.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// All texts.
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

// Sorted by key.
texts! {
    CancelSending "action.cancel"
    Copied "action.copied"
    Copy "action.copy"
    CopyCode "action.copyCode"
    Discard "action.discard"
    Edit "action.edit"
    Retry "action.retry"
    StopWaiting "action.stopWaiting"
    AnnounceBot "announce.bot"
    AnnounceFailed "announce.failed"
    AnnounceOwn "announce.own"
    Attach "attach.add"
    DropFiles "attach.drop"
    RemoveFile "attach.remove"
    UnnamedFile "attach.unnamed"
    Title "branding.headerText"
    ChatDisabled "composer.disabled"
    RefusedFilesBlockSending "composer.fileBlocks"
    FilesNeedText "composer.fileNeedsText"
    MessageField "composer.label"
    NewLine "composer.newLine"
    Placeholder "composer.placeholder"
    Send "composer.send"
    ConsentAgree "consent.agree"
    ConsentLabel "consent.label"
    Greeting "content.greeting"
    FailedNoAccess "error.access"
    AnswerFailed "error.answer"
    FailedNoConnection "error.connection"
    FileLost "error.fileLost"
    FileRefused "error.fileRefused"
    FileTooLarge "error.fileTooLarge"
    FailedFiles "error.files"
    FailedFilesLost "error.filesLost"
    FailedChatEnded "error.over"
    FailedNotYetSent "error.ready"
    FailedRejected "error.rejected"
    FailedServer "error.server"
    FailedSession "error.session"
    FailedSetup "error.setup"
    FailedTooLong "error.tooLong"
    FilesTooMany "error.tooManyFiles"
    FilesTooLarge "error.totalTooLarge"
    FailedUnavailable "error.unavailable"
    FailedUncertain "error.uncertain"
    FileUnreadable "error.unreadableImage"
    FileType "error.unsupportedType"
    DownloadFile "file.download"
    FileNotDownloaded "file.failed"
    OpenFile "file.open"
    FileDownloaded "file.saved"
    BackToText "markdown.back"
    Image "markdown.picture"
    ShowImage "markdown.showPicture"
    Source "markdown.source"
    Sources "markdown.sources"
    ConfirmCancel "modal.cancel"
    ConfirmNewChat "modal.confirm"
    DeleteBody "modal.deleteBody"
    ConfirmBody "modal.newChatBody"
    ConfirmTitle "modal.newChatTitle"
    NoticeStorageBlocked "notice.blocked"
    NoticeNewSession "notice.newSession"
    NoticeNotStored "notice.notKept"
    NoticeOver "notice.over"
    NoticeEnded "notice.sessionEnded"
    NoticeStillWaiting "notice.stillWaiting"
    RateLimited "status.limited"
    Offline "status.offline"
    Sending "status.sending"
    Sent "status.sent"
    Typing "status.typing"
    Unconfirmed "status.unclear"
    Unreachable "status.unstable"
    Uploading "status.uploading"
    Waiting "status.waiting"
    Bot "transcript.bot"
    Transcript "transcript.label"
    NewMessages "transcript.new"
    LatestMessage "transcript.newest"
    QuickReplies "transcript.replies"
    You "transcript.you"
    Close "window.close"
    DeleteConversation "window.delete"
    DownloadMarkdown "window.downloadMarkdown"
    DownloadText "window.downloadText"
    ExitFullScreen "window.exitFullscreen"
    FullScreen "window.fullscreen"
    Menu "window.menu"
    NewChat "window.newChat"
    SoundOff "window.soundOff"
    SoundOn "window.soundOn"
}
