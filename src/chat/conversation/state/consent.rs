//! The consent form of the current session, and the visitor's agreement.

use crate::api::Consent;

/// The server's consent form for the current session, and the visitor's agreement. Agreement outlives the session: the
/// server identifies visitors by session only, so a new session gets the same agreement without another prompt.
#[derive(Debug, Default)]
pub(crate) struct ConsentState {
    form: Option<Consent>,
    /// The id of the version that the visitor has agreed to.
    agreed: Option<i64>,
}

impl ConsentState {
    /// The stored state: the form and the id of the version that the visitor has agreed to.
    pub(crate) fn to_stored(&self) -> (Option<Consent>, Option<i64>) {
        (self.form.clone(), self.agreed)
    }

    pub(crate) fn from_stored(form: Option<Consent>, agreed: Option<i64>) -> Self {
        Self { form, agreed }
    }

    /// The form to show to the visitor, if it has not been agreed to.
    pub(crate) fn prompt(&self) -> Option<&Consent> {
        let form = self.form.as_ref().filter(|form| self.agreed != form.form_version_id);
        form.filter(|_| self.required_form_version().is_some())
    }

    /// The id of the form version that the current session still requires agreement to.
    pub(crate) fn required_form_version(&self) -> Option<i64> {
        self.form.as_ref().filter(|form| form.required)?.form_version_id
    }

    pub(crate) fn has_agreed_to(&self, form_version_id: i64) -> bool {
        self.agreed == Some(form_version_id)
    }

    pub(crate) fn agree(&mut self, form_version_id: i64) {
        self.agreed = Some(form_version_id);
    }

    /// Discards the visitor's agreement after the server rejected it.
    pub(crate) fn revoke(&mut self) {
        self.agreed = None;
    }

    /// Replaces the form with the server's current one. `true` if it has changed.
    pub(crate) fn update(&mut self, form: Option<Consent>) -> bool {
        let form = form.filter(|form| form.required);
        let has_changed = self.form != form;
        self.form = form;
        has_changed
    }

    /// Removes the form when its session is replaced or ends.
    pub(crate) fn clear_form(&mut self) {
        self.form = None;
    }
}
