//! The only way in which this widget writes markup.

/// Leptos' `view!`, kept from turning markup without anything dynamic in it into an `innerHTML` call, which pages with
/// `require-trusted-types-for 'script'` refuse. A global class, even an empty one, switches that off.
macro_rules! ui {
    ($($markup:tt)*) => { ::leptos::view! { class = "", $($markup)* } };
}

pub(crate) use ui;
