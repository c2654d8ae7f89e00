use super::{
    icon::Icon,
    time::{Detail, in_own_zone},
};
use js_sys::Date;
use leptos::prelude::*;
use model::{Operation, UnixMillis, Until};
use wasm_bindgen::JsValue;

/// When a day begins for most people.
const MORNING: u32 = 8;
/// After this hour nothing comes back "later today".
const EVENING: u32 = 21;
/// What a page offers that does not know the reader's zone.
const ANYWHERE: [(&str, u16); 3] = [("In 3 hours", 3), ("In a day", 24), ("In a week", 7 * 24)];

/// A time to choose.
#[derive(Clone)]
struct Choice {
    name: &'static str,
    /// The same in the reader's zone and words.
    when: String,
    until: Until,
}

/// The menu of times until when to snooze, inside of a [`super::change_form::ChangeForm`].
#[component]
pub fn SnoozeMenu() -> impl IntoView {
    let choices = RwSignal::new(anywhere());
    let picked = RwSignal::new(None::<UnixMillis>);
    // Before it opens, each time: the page may have been open for days.
    let opening = move |_| choices.set(here());
    let pick = move |event| picked.set(moment(&event_target_value(&event)));
    let items = move || choices.get().into_iter().map(item).collect_view();
    view! {
        <details class="menu snooze-menu">
            <summary class="button quiet" title="Snooze" data-key="b" on:click=opening>
                {Icon::Clock.view()}
                <span class="label">"Snooze"</span>
            </summary>
            <div class="menu-items">
                <ul aria-label="Snooze until">{items}</ul>
                <div class="menu-foot scripts-only">
                    <input type="datetime-local" aria-label="Another time" on:input=pick/>
                    <button
                        type="submit"
                        name="operation"
                        value=move || picked.get().map(|at| word(Until::At(at)))
                        disabled=move || picked.get().is_none()
                    >
                        "Snooze until then"
                    </button>
                </div>
            </div>
        </details>
    }
    .into_any()
}

fn item(choice: Choice) -> impl IntoView {
    view! {
        <li>
            <button type="submit" name="operation" value=word(choice.until)>
                <span>{choice.name}</span>
                <span class="quiet-text">{choice.when}</span>
            </button>
        </li>
    }
}

fn word(until: Until) -> String {
    Operation::Snooze(until).word()
}

fn anywhere() -> Vec<Choice> {
    let choice = |(name, hours)| Choice { name, when: String::new(), until: Until::Hours(hours) };
    ANYWHERE.into_iter().map(choice).collect()
}

/// What to offer on this day of the week (0: Sunday) at this hour: a name, in how many days, and
/// at which hour.
fn offered(weekday: u32, hour: u32) -> Vec<(&'static str, u32, u32)> {
    let to_saturday = 6_u32.saturating_sub(weekday);
    let to_monday = (7 - weekday) % 7 + 1;
    let offers = [
        ("Later today", 0, hour + 3, hour + 3 <= EVENING),
        ("Tomorrow", 1, MORNING, true),
        ("This weekend", to_saturday, MORNING, weekday > 0 && to_saturday > 1),
        ("Next week", to_monday, MORNING, to_monday > 1),
    ];
    let offers = offers.into_iter().filter(|offer| offer.3);
    offers.map(|(name, days, hour, _)| (name, days, hour)).collect()
}

#[expect(clippy::cast_possible_wrap, reason = "days and hours are small")]
fn here() -> Vec<Choice> {
    let now = Date::new_0();
    let choice = |(name, days, hour): (&'static str, u32, u32)| {
        let at = Date::new_with_year_month_day_hr(
            now.get_full_year(),
            now.get_month() as i32,
            (now.get_date() + days) as i32,
            hour as i32,
        );
        let at = millis(&at)?;
        Some(Choice { name, when: in_own_zone(at, Detail::Near), until: Until::At(at) })
    };
    offered(now.get_day(), now.get_hours()).into_iter().filter_map(choice).collect()
}

/// What a `datetime-local` field says, in the reader's zone.
fn moment(value: &str) -> Option<UnixMillis> {
    millis(&Date::new(&JsValue::from_str(value)))
}

#[expect(clippy::cast_possible_truncation, reason = "a date has whole milliseconds")]
fn millis(date: &Date) -> Option<UnixMillis> {
    let millis = date.get_time();
    millis.is_finite().then_some(millis as UnixMillis)
}

#[cfg(test)]
mod tests {
    use super::offered;

    fn names(weekday: u32, hour: u32) -> Vec<&'static str> {
        offered(weekday, hour).into_iter().map(|offer| offer.0).collect()
    }

    #[test]
    fn what_is_offered_depends_on_the_day_and_the_hour() {
        let all = ["Later today", "Tomorrow", "This weekend", "Next week"];
        assert_eq!(names(3, 9), all, "a Wednesday morning");
        assert_eq!(names(3, 19), all[1..], "an evening");
        assert_eq!(names(5, 9), ["Later today", "Tomorrow", "Next week"], "a Friday");
        assert_eq!(names(6, 9), ["Later today", "Tomorrow", "Next week"], "a Saturday");
        assert_eq!(names(0, 9), ["Later today", "Tomorrow"], "a Sunday");
    }

    #[test]
    fn the_days_are_counted_from_today() {
        assert_eq!(
            offered(1, 9),
            [
                ("Later today", 0, 12),
                ("Tomorrow", 1, 8),
                ("This weekend", 5, 8),
                ("Next week", 7, 8)
            ]
        );
        assert_eq!(offered(6, 22), [("Tomorrow", 1, 8), ("Next week", 2, 8)]);
    }
}
