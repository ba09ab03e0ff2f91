//! Answers that cite sources, in every form that servers send.
//!
//! `{base}` stands for the origin of the server, and `{0}` for the id of the first attached file.

use super::files::{BotFile, FileAnswer};

/// A form of citations: its name in the command `cite`, the attached files, and the text.
type Form = (&'static str, &'static [&'static str], &'static str);

/// The first is the default.
///
/// A chatbot that cites sources numbers them in the order of their first use; the sources follow after a blank line, one on each
/// line. The name of a source is not escaped. Its address is the page that it was taken from, or a link to the file that requires
/// no login.
const FORMS: [Form; 12] = [
    (
        "spaced-name",
        &["Physics handbook.pdf", "faq"],
        "Water boils at 100 °C [^1]. It freezes at 0 °C [^2].\n\n\
         [^1]: [Physics handbook.pdf]({base}/a/demo/experiments/12/file/{0}/)\n\
         [^2]: [faq](https://example.org/faq)",
    ),
    (
        "plain-name",
        &["handbook.pdf", "faq"],
        "Water boils at 100 °C [^1]. It freezes at 0 °C [^2].\n\n\
         [^1]: [handbook.pdf]({base}/a/demo/experiments/12/file/{0}/)\n\
         [^2]: [faq](https://example.org/faq)",
    ),
    (
        "brackets",
        &["Results [final].pdf", "Prices (2026).csv", "Notes [old] (draft).txt"],
        "Water boils at 100 °C [^1]. It freezes at 0 °C [^2], or below [^3].\n\n\
         [^1]: [Results [final].pdf]({base}/a/demo/experiments/12/file/{0}/)\n\
         [^2]: [Prices (2026).csv]({base}/a/demo/experiments/12/file/{1}/)\n\
         [^3]: [Notes [old] (draft).txt](https://example.org/notes_(old))",
    ),
    // A mark may follow the text without a space, and one source may have several marks.
    (
        "adjacent",
        &["handbook.pdf", "faq"],
        "Water boils at 100 °C[^1][^2]. It freezes at 0 °C[^1].\n\n\
         [^1]: [handbook.pdf]({base}/a/demo/experiments/12/file/{0}/)\n\
         [^2]: [faq](https://example.org/faq)",
    ),
    // Older assistants number from zero, write no blank line, and use addresses of their own.
    (
        "zero",
        &["handbook.pdf", "faq list.md"],
        "Water boils at 100 °C [^0]. It freezes at 0 °C [^1].\n\
         [^0]: [handbook.pdf](file:demo:12:{0})\n\
         [^1]: [faq list.md](assistant_file:demo:7:{1})",
    ),
    // The sources of assistants whose files may not be downloaded.
    ("escaped", &[], "Water boils at 100 °C [^0].\n\\[^0\\]: Physics handbook.pdf"),
    // Where a generated file was stored, its address is replaced. Otherwise the address stays.
    (
        "sandbox",
        &["chart.png", "data (1).csv"],
        "[The stored chart]({base}/a/demo/experiments/12/file/{0}/), [the same chart](sandbox:/mnt/data/chart.png), \
         [the data](sandbox:/mnt/data/data (1).csv) and [a lost file](sandbox:/mnt/data/lost.csv).\n\n\
         ![chart](sandbox:/mnt/data/chart.png)",
    ),
    // Models write links and pictures of this form when they search files.
    (
        "links",
        &["handbook.pdf", "chart.png"],
        "See [handbook.pdf](file:demo:12:{0}).\n\n![](file:demo:12:{1})\n\n![chart.png](file:demo:12:{1})",
    ),
    ("plain", &[], "Water boils at 100 °C [^1].\n\n[^1]: https://example.org/faq"),
    (
        "unmarked",
        &["handbook.pdf"],
        "Water boils at 100 °C.\n\n[^1]: [handbook.pdf]({base}/a/demo/experiments/12/file/{0}/)",
    ),
    ("unlisted", &[], "Water boils at 100 °C [^1]. It freezes at 0 °C [^2]."),
    // Without citations the marks are removed, and the space before each of them stays.
    ("off", &[], "Water boils at 100 °C . It freezes at 0 °C ."),
];

/// The answer with the citations of this form; a list of the forms if there is no such form.
pub(super) fn answer(form: Option<&str>) -> FileAnswer {
    let is_wanted = |(name, ..): &&Form| form.is_none_or(|form| form == *name);
    let Some((_, files, text)) = FORMS.iter().find(is_wanted) else {
        let names: Vec<_> = FORMS.iter().map(|(name, ..)| format!("`cite {name}`")).collect();
        return FileAnswer::citing(names.join(", "), Vec::new());
    };
    FileAnswer::citing((*text).to_owned(), files.iter().map(|name| BotFile::new(name)).collect())
}
