//! A request that outlives its page.

use futures::{Sink, Stream};
use js_sys::Reflect;
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::{BrowserRequest, Request},
    response::browser::BrowserResponse,
};
use std::mem;
use wasm_bindgen::JsValue;
use web_sys::RequestInit;

/// Sends what a server function is told with `keepalive` (Fetch standard): who changes something
/// and leaves the page at once has changed it all the same. For short requests only: browsers
/// refuse more than 64 KiB of them at a time.
pub struct KeepAlive;

impl<E, I, O> Client<E, I, O> for KeepAlive
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(
        mut request: BrowserRequest,
    ) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        keep_alive(&mut request);
        <BrowserClient as Client<E, I, O>>::send(request)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}

/// Makes the request anew with `keepalive`: once made, a request cannot be changed. A browser
/// that cannot do this sends it as it is.
fn keep_alive(request: &mut Request) {
    let (init, keeps) = (RequestInit::new(), JsValue::TRUE);
    let (Ok(true), Ok(blank)) =
        (Reflect::set(&init, &"keepalive".into(), &keeps), web_sys::Request::new_with_str("/"))
    else {
        return;
    };
    let made = web_sys::Request::from(mem::replace(request, blank.into()));
    *request = web_sys::Request::new_with_request_and_init(&made, &init).unwrap_or(made).into();
}
