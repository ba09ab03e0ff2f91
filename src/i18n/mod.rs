//! The widget's own words.
//!
//! English is built in; other languages come as one file each, loaded when needed, and may be incomplete.

/// Declares the keys once: the name in code, the key in a language's file, and the English text.
macro_rules! texts {
    ($($name:ident $key:literal $english:literal)*) => {
        /// Something that the widget says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Key {
            $(#[doc = $english] $name,)*
        }

        impl Key {
            /// Every key there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in a language's file.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            fn english(self) -> &'static str {
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
    Title "branding.headerText" "Chat"
    Greeting "content.greeting" "Hello! Write a message to start the conversation."
    Log "transcript.label" "Conversation"
    You "transcript.you" "You"
    Bot "transcript.bot" "Bot"
    Newest "transcript.newest" "Go to the newest message"
    NewMessage "transcript.new.one" "{count} new message"
    NewMessages "transcript.new.other" "{count} new messages"
    Placeholder "composer.placeholder" "Type a message…"
    MessageField "composer.label" "Message"
    Send "composer.send" "Send message"
    FileNeedsText "composer.fileNeedsText" "Add a few words to send with the file."
    FileBlocks "composer.fileBlocks" "Remove the files that are not accepted to send your message."
    Attach "attach.add" "Attach files"
    RemoveFile "attach.remove" "Remove {name}"
    Drop "attach.drop" "Drop files here to attach them"
    Typing "status.typing" "Preparing an answer"
    Offline "status.offline" "You are offline. Your messages will be sent as soon as you are back online."
    Unstable "status.unstable" "The chat cannot be reached at the moment. Trying again…"
    Limited "status.limited" "The chat is very busy at the moment. It will continue automatically in a moment."
    Waiting "status.waiting" "Waiting"
    Uploading "status.uploading" "Uploading {percent}"
    Sending "status.sending" "Sending"
    Unclear "status.unclear" "Checking whether it arrived"
    Sent "status.sent" "Sent"
    Retry "action.retry" "Try again"
    Edit "action.edit" "Edit"
    Discard "action.discard" "Delete"
    CancelSending "action.cancel" "Cancel sending"
    Copy "action.copy" "Copy"
    CopyCode "action.copyCode" "Copy code"
    Copied "action.copied" "Copied"
    FailedNoConnection "error.connection" "Not sent: there is no connection to the chat."
    FailedServer "error.server" "Not sent: there is a problem with the chat at the moment. Please try again in a few minutes."
    FailedUnavailable "error.unavailable" "Not sent: this chat is not available at the moment."
    FailedSetup "error.setup" "Not sent: this chat is not set up correctly. Please tell the owner of this website."
    FailedFiles "error.files" "Not sent: please remove the files that are not accepted and try again."
    FailedReady "error.ready" "Not sent yet. Choose “Try again” to send it."
    FailedFilesLost "error.filesLost" "Not sent: the files are no longer available. Remove them and try again, or attach them again."
    FailedSession "error.session" "Not sent: the chat is not accepting messages at the moment. Please try again later."
    FailedUncertain "error.uncertain" "This message may not have arrived. Choose “Try again” to send it once more."
    FailedOver "error.over" "Not sent: this chat has ended."
    FailedRejected "error.rejected" "Not sent: the chat does not accept this message. Please change it and try again."
    AnswerFailed "error.answer" "Sorry, your message could not be answered."
    FileTooLarge "error.fileTooLarge" "Larger than 50 MB"
    FilesTooLarge "error.totalTooLarge" "Larger than 50 MB in total"
    FilesTooMany "error.tooManyFiles" "More than 100 files"
    FileType "error.unsupportedType" "This type of file is not accepted"
    FileUnreadable "error.unreadableImage" "This picture cannot be read"
    FileRefused "error.fileRefused" "This file was not accepted"
    NoticeNewSession "notice.newSession" "The previous chat has expired. A new one starts here."
    NoticeEnded "notice.sessionEnded" "This chat has been closed. Your next message starts a new one."
    NoticeOver "notice.over" "This chat has ended. It cannot be continued here."
    NoticeNotKept "notice.notKept" "Your browser does not have enough space to keep this conversation. It may be lost when you leave this page."
    NoticeStillWaiting "notice.stillWaiting" "The answer is taking longer than expected. It will appear here when it is ready."
    ConfirmTitle "modal.newChatTitle" "Start new chat"
    ConfirmBody "modal.newChatBody" "Starting a new chat removes this conversation from your browser. Continue?"
    ConfirmCancel "modal.cancel" "Cancel"
    ConfirmYes "modal.confirm" "Start new chat"
    Picture "markdown.picture" "Picture"
    ShowPicture "markdown.showPicture" "Show picture from {host}"
    ConsentLabel "consent.label" "Before you chat"
    ConsentAgree "consent.agree" "I agree"
    AnnounceOwn "announce.own" "You said: {text}"
    AnnounceBot "announce.bot" "{name} said: {text}"
    AnnounceFailed "announce.failed" "Failed: {text}"
}

/// The texts of one language.
#[derive(Debug, Clone, Default)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// Texts, each with its [`Key::name`].
    #[must_use]
    pub fn new(texts: Vec<(String, String)>) -> Self {
        Self(texts)
    }

    /// A text, in English where the language has none.
    #[must_use]
    pub fn get(&self, key: Key) -> &str {
        let own = self.0.iter().find(|(name, text)| name == key.name() && !text.is_empty());
        own.map_or_else(|| key.english(), |(_, text)| text)
    }

    /// A text with a number in it, in the form that goes with the number: `category` is one of CLDR's plural categories,
    /// `many` the key of the form for any number.
    #[must_use]
    pub fn count(&self, one: Key, many: Key, category: &str, number: &str) -> String {
        let name = [many.name().strip_suffix("other").unwrap_or_default(), category].concat();
        let own = self.0.iter().find(|(key, text)| *key == name && !text.is_empty());
        let otherwise = if category == "one" { one } else { many };
        own.map_or_else(|| self.get(otherwise), |(_, text)| text).replace("{count}", number)
    }

    /// A text with `{name}` in it replaced.
    #[must_use]
    pub fn fill(&self, key: Key, name: &str, value: &str) -> String {
        self.get(key).replace(name, value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_text_that_a_language_lacks_is_english() {
        let texts = Texts::new(vec![("window.close".into(), "Schließen".into())]);
        assert_eq!(texts.get(Key::Close), "Schließen");
        assert_eq!(texts.get(Key::Send), "Send message");
    }

    #[test]
    fn every_language_file_has_every_text_with_its_blanks_and_no_other() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/locales");
        let mut languages = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let texts: BTreeMap<String, String> =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            languages += 1;
            for key in Key::ALL {
                // Not all languages tell one from many.
                let Some(text) = texts.get(key.name()) else {
                    assert!(key.name().ends_with(".one"), "{path:?} lacks {}", key.name());
                    continue;
                };
                if key.name().ends_with(".one") {
                    continue;
                }
                for blank in ["{name}", "{percent}", "{count}", "{host}", "{text}"] {
                    assert_eq!(text.contains(blank), key.english().contains(blank), "{path:?} {}", key.name());
                }
            }
            for name in texts.keys() {
                let is_plural = name.starts_with("transcript.new.");
                let known = Key::ALL.iter().any(|key| key.name() == name) || is_plural || name.starts_with("launcher.");
                assert!(known, "{path:?} has {name}, which nothing shows");
            }
        }
        assert!(languages > 0, "no language files in {folder}");
    }
}
