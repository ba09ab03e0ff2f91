//! What the server takes of files, so that a visitor hears it before anything is uploaded.

use crate::api::FileError;

/// Bytes that one file, and all files of one request, may have: 50 MiB.
pub const MAX_FILE_BYTES: f64 = 52_428_800.0;
/// Files that one request may have.
pub const MAX_FILES: usize = 100;

/// Extensions that the server takes whatever their content type, for a file dialog's `accept`.
pub const ACCEPTED_EXTENSIONS: &str = ".txt,.pdf,.doc,.docx,.xls,.xlsx,.csv,.jpg,.jpeg,.png,.gif,.webp,.mp4,.mov,.avi,.mp3,\
.wav,.html,.htm,.css,.js,.xml,.md,.ics,.vcf,.rtf,.tsv,.yaml,.yml,.py,.c";

/// Pictures that the server refuses even as `text/*`.
const NEVER: &str = ".svg,.svgz,.bmp,.tif,.tiff";

/// Why the server will not take a file, if it will not.
#[must_use]
pub fn validate_file(name: &str, content_type: &str, bytes: f64) -> Option<FileError> {
    let extension = extension_of(name);
    let is_in = |list: &str| list.split(',').any(|one| one == extension);
    let accepted = is_in(ACCEPTED_EXTENSIONS) || (content_type.starts_with("text/") && !is_in(NEVER));
    if bytes > MAX_FILE_BYTES {
        Some(FileError::TooLarge)
    } else if accepted {
        None
    } else {
        Some(FileError::Type)
    }
}

/// The last extension of a file name, in lower case with its dot; empty without one.
pub(crate) fn extension_of(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => {
            let mut dotted = ".".to_owned();
            dotted.push_str(&extension.to_ascii_lowercase());
            dotted
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_judged_as_the_server_judges_them() {
        let cases = [
            ("a.PDF", "application/pdf", 15.0, None),
            ("a.txt", "", MAX_FILE_BYTES, None),
            ("a.txt", "", MAX_FILE_BYTES + 1.0, Some(FileError::TooLarge)),
            ("big.exe", "", MAX_FILE_BYTES + 1.0, Some(FileError::TooLarge)),
            ("a.exe", "application/x-msdownload", 1.0, Some(FileError::Type)),
            ("a.exe", "text/plain", 1.0, None),
            ("Makefile", "", 1.0, Some(FileError::Type)),
            (".txt", "", 1.0, Some(FileError::Type)),
            ("p.svg", "text/plain", 1.0, Some(FileError::Type)),
            ("p.svg", "image/svg+xml", 1.0, Some(FileError::Type)),
            ("archive.tar.gz", "application/gzip", 1.0, Some(FileError::Type)),
        ];
        for (name, content_type, bytes, expected) in cases {
            assert_eq!(validate_file(name, content_type, bytes), expected, "{name} {content_type}");
        }
    }
}
