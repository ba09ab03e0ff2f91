//! Pictures in messages that are shown without asking the visitor, because the page trusts their hosts.

use super::actions::Actions;
use super::user_interface::Ui;
use crate::browser::window;
use crate::markdown::PictureRule;
use std::rc::Rc;
use web_sys::{Element, Url};

/// Shows the trusted pictures of one message.
pub(super) struct TrustedPictures {
    rule: PictureRule,
    actions: Rc<dyn Actions>,
}

impl TrustedPictures {
    /// `None` if the page trusts no hosts: then pictures are shown when the visitor asks for them.
    pub(super) fn new(ui: Ui) -> Option<Self> {
        let hosts = ui.read_untracked(|state| state.picture_hosts.clone())?;
        let page_origin = window().location().origin().unwrap_or_default();
        Some(Self { rule: PictureRule::new(hosts, page_origin), actions: ui.actions()? })
    }

    /// Shows the picture at this address in place of the element with its description, if the rule accepts it.
    pub(super) fn show(&mut self, url: &str, description: &Element) {
        let address = Url::new(url).map_or_else(|_| url.to_owned(), |url| url.href());
        if self.rule.accepts(&address) {
            self.actions.show_picture(description, &address);
        }
    }
}
