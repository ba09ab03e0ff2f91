//! Builds the bundle, the npm package, the generated sources and the test server.

pub(crate) mod book;
pub(crate) mod bundle;
pub(crate) mod chat_server;
mod compile;
mod demo_page;
mod esbuild;
mod function_table;
pub(crate) mod generated;
mod glue;
mod hashed_files;
#[path = "../../../src/i18n/language_file.rs"]
mod language_file;
pub(crate) mod layout;
mod locales;
pub(crate) mod optimize;
pub(crate) mod package;
mod property_names;
mod rename;
mod scripts;
mod shared_constants;
pub(crate) mod size_budgets;
pub(crate) mod third_party;
