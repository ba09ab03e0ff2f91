//! The server's limits for files, checked before anything is uploaded.

use crate::api::FileError;
use crate::text::{find_last_byte, split};

/// The server's limit for the size of a file, and of all files of a request: 50 MiB.
pub const MAX_FILE_BYTES: f64 = 52_428_800.0;
/// The server's limit for the number of files of a request.
pub const MAX_FILES: usize = 100;

/// Extensions that the server accepts whatever the content type, for the `accept` attribute of a file input.
pub const ACCEPTED_EXTENSIONS: &str = ".txt,.pdf,.doc,.docx,.xls,.xlsx,.xlsm,.csv,.jpg,.jpeg,.png,.gif,.webp,.mp4,.mov,.avi,.mp3,\
.wav,.html,.htm,.css,.js,.xml,.md,.ics,.vcf,.rtf,.tsv,.yaml,.yml,.py,.c";

/// Image extensions that the server refuses even with a content type `text/*`.
const REFUSED_EXTENSIONS: &str = ".svg,.svgz,.bmp,.tif,.tiff";

/// Why the server does not accept a file; `None` if it does.
#[must_use]
pub fn validate_file(name: &str, content_type: &str, bytes: f64) -> Option<FileError> {
    let extension = extension_of(name);
    let is_in = |list: &str| split(list, ",").any(|one| one == extension);
    let is_accepted = is_in(ACCEPTED_EXTENSIONS) || (content_type.starts_with("text/") && !is_in(REFUSED_EXTENSIONS));
    if bytes > MAX_FILE_BYTES {
        Some(FileError::TooLarge)
    } else if is_accepted {
        None
    } else {
        Some(FileError::Type)
    }
}

/// The extension of a file name in lower case, with its dot; empty if there is none.
pub(crate) fn extension_of(name: &str) -> String {
    let dot = find_last_byte(name, b'.').filter(|dot| *dot > 0);
    name.get(dot.unwrap_or(name.len())..).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_validated_by_the_rules_of_the_server() {
        let cases = [
            ("a.PDF", "application/pdf", 15.0, None),
            ("a.txt", "", MAX_FILE_BYTES, None),
            ("a.txt", "", MAX_FILE_BYTES + 1.0, Some(FileError::TooLarge)),
            ("big.exe", "", MAX_FILE_BYTES + 1.0, Some(FileError::TooLarge)),
            ("a.exe", "application/x-msdownload", 1.0, Some(FileError::Type)),
            ("a.exe", "text/plain", 1.0, None),
            ("macros.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12", 1.0, None),
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
