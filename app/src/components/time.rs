use crate::format;
use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use model::UnixMillis;
use wasm_bindgen::JsValue;

/// How much of a moment is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// In a list: the time today, the day this year, else the date.
    Short,
    /// In the reader: day and time.
    Long,
    /// In the next days: day of the week and time.
    Near,
}

/// A moment. The server, which does not know the reader's zone, writes it in UTC; the browser
/// puts it into the reader's zone and language once the page is alive, so that both render the
/// same text first.
#[component]
pub fn Time(at: UnixMillis, detail: Detail) -> impl IntoView {
    let local = RwSignal::new(None::<String>);
    Effect::new(move |_| local.set(Some(in_own_zone(at, detail))));
    let text = move || {
        local.get().unwrap_or_else(|| match detail {
            Detail::Short => format::short(at, now()),
            Detail::Long | Detail::Near => format::date_time(at),
        })
    };
    view! {
        <time class="time" datetime=format::iso(at) title=format::date_time(at)>
            {text}
        </time>
    }
}

/// The clock of whoever renders. Around midnight server and browser may differ; then the text is
/// the server's until the browser writes its own.
#[cfg(feature = "ssr")]
#[expect(clippy::disallowed_methods, reason = "only says what is today")]
fn now() -> UnixMillis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| since.as_millis().try_into().ok()).unwrap_or(0)
}

#[cfg(not(feature = "ssr"))]
#[expect(clippy::cast_possible_truncation, reason = "the browser's clock has whole milliseconds")]
fn now() -> UnixMillis {
    Date::now() as UnixMillis
}

/// A moment in the zone and the language of the browser.
#[expect(clippy::cast_precision_loss, reason = "milliseconds stay exact for 280,000 years")]
pub fn in_own_zone(at: UnixMillis, detail: Detail) -> String {
    let (moment, now) = (Date::new(&JsValue::from_f64(at as f64)), Date::new_0());
    let same_year = moment.get_full_year() == now.get_full_year();
    let today = moment.to_date_string() == now.to_date_string();
    let clock = [("hour", "2-digit"), ("minute", "2-digit")];
    let day = [("day", "numeric"), ("month", "short")];
    let year = [("year", "numeric")];
    let parts: Vec<(&str, &str)> = match detail {
        Detail::Short if today => clock.to_vec(),
        Detail::Short if same_year => day.to_vec(),
        Detail::Short => [&day[..], &year].concat(),
        Detail::Near => [&[("weekday", "short")], &clock[..]].concat(),
        Detail::Long if same_year => [&day[..], &clock].concat(),
        Detail::Long => [&day[..], &year, &clock].concat(),
    };
    let options = Object::new();
    for (name, value) in parts {
        // Fails on frozen objects only.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    moment.to_locale_string("default", &options).into()
}
