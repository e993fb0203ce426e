//! Doing something later: whatever waits when the app goes is not waited for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

thread_local! {
    /// What is waited for; statics are an instance's own (see [`super::is_embedded`]).
    static WAITING: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// Something that is to be done later.
pub struct Timer(Option<i32>);

impl Timer {
    /// It is not to be done any more.
    pub fn clear(self) {
        if let Some(id) = self.0 {
            clear(id);
        }
    }
}

/// It is not waited for any more.
fn over(id: i32) {
    WAITING.with_borrow_mut(|waiting| waiting.retain(|it| *it != id));
}

fn clear(id: i32) {
    over(id);
    if let Some(window) = web_sys::window() {
        window.clear_timeout_with_handle(id);
    }
}

/// Does something after a time.
pub fn after(time: Duration, work: impl FnOnce() + 'static) -> Timer {
    later(time, Box::new(work))
}

/// One function for all, so that its code is in the app once.
fn later(time: Duration, work: Box<dyn FnOnce()>) -> Timer {
    let own = Rc::new(Cell::new(None));
    let known = Rc::clone(&own);
    let work = Closure::once_into_js(move || {
        if let Some(id) = known.get() {
            over(id);
        }
        work();
    });
    let milliseconds = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let id = web_sys::window().and_then(|window| {
        let function = work.unchecked_ref();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds).ok()
    });
    own.set(id);
    WAITING.with_borrow_mut(|waiting| waiting.extend(id));
    Timer(id)
}

/// Waits for nothing any more.
pub(super) fn end() {
    for id in WAITING.take() {
        clear(id);
    }
}

/// Waits.
pub async fn sleep(time: Duration) {
    let (done, wait) = oneshot::channel();
    after(time, move || {
        // Nobody waits any more where the receiver is gone.
        let _ = done.send(());
    });
    let _ = wait.await;
}

/// Lets the browser draw, and answer to the person, before more is done. A page that nobody sees goes on at once: its timers run
/// once a second.
pub async fn breathe() {
    if super::is_seen() {
        sleep(Duration::ZERO).await;
    }
}

/// What the work brings, where it does so in time.
pub async fn within<T: 'static>(time: Duration, work: impl Future<Output = T> + 'static) -> Option<T> {
    let (done, wait) = oneshot::channel();
    let done = Rc::new(Cell::new(Some(done)));
    let late = Rc::clone(&done);
    let timer = after(time, move || drop(late.take()));
    spawn_local(async move {
        let brought = work.await;
        if let Some(done) = done.take() {
            // Nobody waits any more where the receiver is gone.
            let _ = done.send(brought);
        }
    });
    let brought = wait.await.ok();
    timer.clear();
    brought
}
