//! Unpacks Debian's WordPress below `target/`, and finds the programs that it needs. The package is not installed: it depends on a
//! web server, which would run as a service.

use super::packages::{apt_install, find, find_or_install};
use crate::console::{output, run, step};
use crate::project;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// WordPress, its theme, and the packages whose files it links to.
const PACKAGES: [&str; 5] =
    ["wordpress", "wordpress-theme-twentytwentythree", "libjs-cropper", "libjs-underscore", "php-getid3"];

const PURPOSE: &str = "testing the WordPress plugin";

/// WordPress and its programs, as the tests expect them in the environment.
pub(crate) fn environment() -> Result<[(&'static str, PathBuf); 4]> {
    let php = find_or_install(&["php"], &["php-cli", "php-mysql"], PURPOSE)?;
    if !output(Command::new(&php).arg("-m")).is_some_and(|modules| modules.contains("mysqli")) {
        apt_install(&["php-mysql"], PURPOSE)?;
    }
    // The package `mariadb-server` would start a service.
    let server = &["mariadb-server-core", "mariadb-client-core"];
    let mariadb = find_or_install(&["mariadbd"], server, PURPOSE).or_else(|_| daemon("mariadbd"))?;
    let install = find_or_install(&["mariadb-install-db"], server, PURPOSE)?;
    Ok([("PHP", php), ("MARIADB", mariadb), ("MARIADB_INSTALL", install), ("WORDPRESS", unpack()?)])
}

/// A program for administrators, whose folder may not be on the path.
fn daemon(name: &str) -> Result<PathBuf> {
    let path = Path::new("/usr/sbin").join(name);
    path.is_file().then_some(path).with_context(|| format!("{name} is missing"))
}

/// Unpacks WordPress, unless it is unpacked already, and returns the folder with its files.
fn unpack() -> Result<PathBuf> {
    let folder = project::target().join("integrations/wordpress");
    let wordpress = folder.join("usr/share/wordpress");
    if wordpress.join("wp-load.php").is_file() {
        return Ok(wordpress);
    }
    step(&format!("unpacking WordPress into {}", folder.display()), || {
        fs::create_dir_all(&folder)?;
        let apt = find(&["apt-get"])
            .context("WordPress for the tests comes from a package of Debian, which needs apt-get")?;
        let mut download = Command::new(&apt);
        run(download.current_dir(&folder).args(["-qq", "download"]).args(PACKAGES))?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "deb") {
                run(Command::new("dpkg-deb").arg("--extract").arg(&path).arg(&folder))?;
            }
        }
        // Contains links to files of packages that are not unpacked, which linters of the whole folder report.
        fs::remove_dir_all(folder.join("var"))?;
        Ok(fs::remove_file(wordpress.join(".htaccess"))?)
    })
    .context("WordPress could not be downloaded. If package lists are missing, run: apt-get update")?;
    Ok(wordpress)
}
