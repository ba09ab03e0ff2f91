//! A picked picture, small.

use super::Ui;
use super::icons::{self, icon};
use super::markup::{Markup, markup};
use crate::chat::FileId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions};

/// Pixels of its side: twice of what it has on the page, for fine screens.
const SIDE: u32 = 80;

/// The picture, or the sign for a file where it is none. Drawn, since a page's policy may forbid pictures from memory.
pub(super) fn preview(ui: Ui, file: FileId) -> Markup {
    let sign = icon(icons::FILE);
    let file = ui.actions().and_then(|actions| actions.at_hand(file));
    if let Some(file) = file.filter(|file| file.type_().starts_with("image/")) {
        let place = sign.clone();
        spawn_local(async move {
            if let Some(drawn) = draw(&file).await {
                let _ = place.element().replace_with_with_node_1(&drawn);
            }
        });
    }
    sign
}

async fn draw(file: &File) -> Option<HtmlCanvasElement> {
    let options = ImageBitmapOptions::new();
    options.set_resize_height(SIDE);
    let making =
        leptos::prelude::window().create_image_bitmap_with_blob_and_image_bitmap_options(file, &options).ok()?;
    let picture: ImageBitmap = JsFuture::from(making).await.ok()?.dyn_into().ok()?;
    let canvas: HtmlCanvasElement =
        markup("canvas", "part=preview; class=preview; aria-hidden=true").as_a::<HtmlCanvasElement>().clone();
    let side = picture.width().min(picture.height()).max(1);
    canvas.set_width(side);
    canvas.set_height(side);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let middle = |length: u32| -f64::from(length - side) / 2.0;
    pen.draw_image_with_image_bitmap(&picture, middle(picture.width()), middle(picture.height())).ok()?;
    Some(canvas)
}
