//! What Leptos makes anew for each closure, made once: the code of an effect is a kilobyte that every page would have dozens of.

use leptos::prelude::*;

/// Does something now, and again whenever what it read has changed, for as long as the present owner lives.
pub fn effect(work: impl FnMut() + 'static) {
    boxed(Box::new(work));
}

fn boxed(mut work: Box<dyn FnMut()>) {
    Effect::new(move |_| work());
}
