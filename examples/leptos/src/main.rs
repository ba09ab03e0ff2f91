//! A shop as a Leptos application, with the chat as one of its components.

mod chat;

use chat::Chat;
use leptos::prelude::*;

const PRODUCTS: [&str; 3] = ["Kettle", "Lamp", "Rug"];

#[component]
fn Shop() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let question = RwSignal::new(None);
    let has_chat = RwSignal::new(true);
    let ask_about = move |product: &str| {
        question.set(Some(format!("Do you have the {product} in other colours?")));
        is_open.set(true);
    };
    view! {
        <main>
            <h1>"Shop"</h1>
            <ul>
                {PRODUCTS.map(|product| view! {
                    <li>{product} " " <button on:click=move |_| ask_about(product)>"Ask about the " {product}</button></li>
                })}
            </ul>
            <button on:click=move |_| is_open.set(true)>"Chat"</button>
            <button on:click=move |_| has_chat.set(false)>"Remove the chat"</button>
        </main>
        <Show when=move || has_chat.get()>
            <Chat is_open question />
        </Show>
    }
}

fn main() {
    mount_to_body(Shop);
}
