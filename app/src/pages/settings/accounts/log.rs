use crate::components::time::{Detail, Time};
use leptos::prelude::*;
use model::{Pass, PassEnd};

/// What the log tells of each pass.
const COLUMNS: [&str; 6] = ["When", "Result", "New", "Size", "Skipped", "Deleted there"];

/// What the last passes over an account did. Beside the logs of others it is folded, unless the
/// last pass had something to say.
pub fn log(passes: &[Pass], alone: bool) -> Option<AnyView> {
    let last = passes.first()?;
    let open = alone || !last.problem.is_empty();
    let columns = COLUMNS
        .map(|column| view! { <th scope="col" role="columnheader">{column}</th> })
        .collect_view();
    let rows = passes.iter().map(pass).collect_view();
    Some(
        view! {
            <details class="log" open=open>
                <summary>"Last passes"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Last passes">
                    // The roles stay what they are where style lays the cells out anew.
                    <table class="passes" role="table">
                        <thead role="rowgroup">
                            <tr role="row">{columns}</tr>
                        </thead>
                        <tbody role="rowgroup">{rows}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any(),
    )
}

fn pass(pass: &Pass) -> impl IntoView + use<> {
    let (state, result) = match (pass.end, pass.problem.as_str()) {
        (PassEnd::Failed, problem) => ("failed", problem),
        (PassEnd::Whole, "") => ("good", "Good"),
        (PassEnd::Whole | PassEnd::Stopped, remark) => ("remark", remark),
    };
    let number = |column: usize, value: String| {
        view! {
            <td role="cell" class="number" data-column=COLUMNS.get(column).copied()>
                {value}
            </td>
        }
    };
    view! {
        <tr role="row" data-state=state>
            <td role="cell">
                <Time at=pass.started detail=Detail::Long/>
            </td>
            <td role="cell" class="pass-result">
                {result.to_owned()}
            </td>
            {number(2, pass.new.to_string())}
            {number(3, model::sized(pass.bytes))}
            {number(4, pass.skipped.to_string())}
            {number(5, pass.deleted.to_string())}
        </tr>
    }
}
