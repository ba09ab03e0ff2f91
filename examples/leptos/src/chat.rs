//! The chat as a component: an instance of ocs-chat and its window, in a shadow root.

use leptos::html::Div;
use leptos::mount::mount_to;
use leptos::prelude::*;
use ocs_chat::config::{Appearance, Options, Persistence};
use ocs_chat::i18n::Texts;
use ocs_chat::{ChatWindow, Host, Instance};
use wasm_bindgen::prelude::*;
use web_sys::{ShadowRootInit, ShadowRootMode};

const ENGLISH: &str = include_str!("../../../www/locales/en.json");

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    /// Creates the object through which the chat calls the page.
    #[wasm_bindgen(js_name = createHost)]
    fn create_host(close: &Closure<dyn Fn()>) -> Host;
}

/// The chat. `question` becomes the draft of the visitor's next message.
#[component]
pub fn Chat(is_open: RwSignal<bool>, question: RwSignal<Option<String>>) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let close = Closure::<dyn Fn()>::new(move || is_open.set(false));
    let instance = Instance::new(options(), create_host(&close));
    let ui = instance.ui();
    let chat = StoredValue::new_local(Some((instance, close)));

    // In a shadow root, the styles of the page and those of the chat do not affect each other.
    let window = StoredValue::new_local(None);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let Ok(root) = element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)) else { return };
        let mount = move || {
            view! {
                // Makes the attribute `hidden` effective, which window.css relies on.
                <link rel="stylesheet" href="styles/launcher.css" />
                <link rel="stylesheet" href="styles/window.css" />
                <div class="root right" lang="en" dir="ltr"><ChatWindow ui /></div>
            }
        };
        window.set_value(Some(mount_to(root.unchecked_into(), mount)));
    });
    Effect::new(move |_| {
        let is_open = is_open.get();
        chat.with_value(|chat| chat.iter().for_each(|(instance, ..)| instance.show(is_open, true)));
    });
    Effect::new(move |_| {
        let Some(question) = question.get() else { return };
        chat.with_value(|chat| chat.iter().for_each(|(instance, ..)| instance.prefill(question.clone())));
    });
    on_cleanup(move || {
        window.update_value(|window| drop(window.take()));
        if let Some((instance, _close)) = chat.try_update_value(Option::take).flatten() {
            instance.destroy();
        }
    });
    view! { <div node_ref=element></div> }
}

/// The options. The chatbot, its key and the address of the API come from `data-` attributes of `<body>`.
fn options() -> Options {
    let body = document().body().unwrap_throw();
    let attribute = |name: &str| body.get_attribute(name).unwrap_or_default();
    let chatbot_id = attribute("data-chatbot-id");
    Options {
        storage_key: format!("shop-chat-{chatbot_id}"),
        chatbot_id,
        embed_key: Some(attribute("data-embed-key")),
        api_base_url: attribute("data-api-base-url"),
        persistence: Persistence::Page,
        language: Some("en".to_owned()),
        texts: Texts::convert_language_file(ENGLISH).unwrap_throw(),
        appearance: Appearance {
            header_text: Some("Help with your order".to_owned()),
            starter_questions: vec!["Where is my order?".to_owned()],
            ..Appearance::default()
        },
        ..Options::default()
    }
}
