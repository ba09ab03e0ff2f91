//! Finds programs on the path, and installs missing Debian and npm packages.

use crate::console::{output, run, step};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first of these programs that is on the path.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()))
}

/// The first of these programs that is on the path; installs these Debian packages if there is none.
pub(crate) fn find_or_install(names: &[&str], packages: &[&str], purpose: &str) -> Result<PathBuf> {
    if let Some(found) = find(names) {
        return Ok(found);
    }
    apt_install(packages, purpose)?;
    let name = names.first().copied().unwrap_or_default();
    find(names).with_context(|| format!("{name} is still missing after apt-get install {}", packages.join(" ")))
}

/// Installs Debian packages.
///
/// # Errors
/// If the installation fails; the message contains the command for the user to run.
pub(crate) fn apt_install(packages: &[&str], purpose: &str) -> Result<()> {
    let advice = format!("It is required for {purpose}; install it with: apt-get install {}", packages.join(" "));
    let Some(apt) = find(&["apt-get"]) else {
        bail!("{} is missing. {advice}, or the equivalent on your system", packages.join(" "));
    };
    let is_root = output(Command::new("id").arg("-u")).as_deref() == Some("0");
    let elevated = |arguments: &[&str]| {
        let mut command = if is_root { Command::new(&apt) } else { Command::new("sudo") };
        if !is_root {
            // `-n`: fail instead of asking for a password.
            command.arg("-n").arg(&apt);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let names = packages.join(" ");
    step(&format!("installing {names} with apt-get, outside this project (in /usr), for {purpose}"), || {
        let mut install = vec!["-qq", "-y", "-o=Dpkg::Use-Pty=0", "--no-install-recommends", "install"];
        install.extend(packages);
        // Package lists may be missing or outdated.
        if run(&mut elevated(&install)).is_err() {
            run(&mut elevated(&["-qq", "update"]))?;
            run(&mut elevated(&install))?;
        }
        Ok(())
    })
    .with_context(|| format!("{names} could not be installed. {advice}"))
}

/// Node.js, installed if it is missing.
pub(crate) fn node() -> Result<PathBuf> {
    find_or_install(&["node"], &["nodejs", "npm"], "building the bundle and testing it in a browser")
}

/// Installs the npm packages of `manifest`, a folder with package.json and package-lock.json, into `folder`. Does nothing if
/// they are already installed.
pub(crate) fn npm_install(manifest: &Path, folder: &Path) -> Result<()> {
    node()?;
    let npm = find_or_install(&["npm"], &["npm"], "installing the bundle's tools")?;
    let lock = fs::read_to_string(manifest.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step(&format!("installing npm packages into {}", folder.join("node_modules").display()), || {
        fs::create_dir_all(folder)?;
        if folder != manifest {
            for name in ["package.json", "package-lock.json"] {
                fs::copy(manifest.join(name), folder.join(name))?;
            }
        }
        let npm = |subcommand: &str| {
            let mut command = Command::new(&npm);
            command.current_dir(folder).args([
                subcommand,
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ]);
            run(&mut command)
        };
        // `npm ci` also requires optional packages for other platforms, which a registry mirror may lack. `npm install` installs
        // the locked versions too.
        npm("ci").or_else(|_| {
            npm("install")?;
            Ok::<_, anyhow::Error>(fs::write(folder.join("package-lock.json"), &lock)?)
        })?;
        fs::write(&installed, lock)?;
        Ok(())
    })
    .with_context(|| format!("install them with: (cd {} && npm ci)", folder.display()))
}
