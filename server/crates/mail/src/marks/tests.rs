use super::*;
use crate::sanitise::{Policy, clean};

/// Marks every place of `word`, as written.
fn finds(word: &'static str) -> impl Fn(&str) -> Vec<Span> {
    move |text| {
        let mut spans = Vec::new();
        for (n, piece) in text.split(word).enumerate() {
            if n > 0 {
                spans.push(Span { text: word.to_owned(), mark: true });
            }
            spans.extend(Span::plain(piece));
        }
        spans
    }
}

/// The HTML with `[` and `]` for what begins and ends a mark.
fn marked(html: &str, word: &'static str) -> String {
    let begin = MARK.trim_end_matches("</mark>");
    mark_html(html, &finds(word)).replace(begin, "[").replace("</mark>", "]")
}

#[test]
fn words_are_marked_in_text_and_nowhere_else() {
    let html = "<p class=\"red\" title=\"red\">red <a href=\"https://red.test/\">a red</a></p>";
    assert_eq!(
        marked(html, "red"),
        "<p class=\"red\" title=\"red\">[red] <a href=\"https://red.test/\">a [red]</a></p>"
    );
}

#[test]
fn what_looks_like_markup_stays_text() {
    let html = "<p>a &lt;script&gt; &amp; \"q\" &amp;lt; b</p>";
    assert_eq!(marked(html, "<script>"), "<p>a [&lt;script&gt;] &amp; \"q\" &amp;lt; b</p>");
    assert_eq!(marked(html, "&"), "<p>a &lt;script&gt; [&amp;] \"q\" [&amp;]lt; b</p>");
    assert_eq!(marked(html, "\""), "<p>a &lt;script&gt; &amp; [\"]q[\"] &amp;lt; b</p>");
}

#[test]
fn words_go_on_over_elements_but_not_over_lines() {
    assert_eq!(marked("<p>big <b>r</b>ed car</p>", "red"), "<p>big <b>[r]</b>[ed] car</p>");
    assert_eq!(marked("<p>r</p><p>ed</p>", "red"), "<p>r</p><p>ed</p>");
    assert_eq!(marked("r<br>ed", "red"), "r<br>ed");
    assert_eq!(marked("<p>red</p><p>car</p>", "red\n\ncar"), "<p>[red]</p><p>[car]</p>");
}

#[test]
fn marked_html_is_as_clean_as_before() {
    for html in [
        "<table><tr><td>red<td><pre>\n\nred</pre></table>red",
        "<ul><li>red<li><b><i>red</b>red</i></ul>",
        "<details><summary>red</summary><q>red</q></details>",
        "<a href=\"https://red.test/?a=b&amp;red\">red</a><img alt=\"red\">",
        "<div title=\"&quot;><mark>red\">red&nbsp;red</div>",
    ] {
        let clean_html = clean(html, &Policy::default()).html;
        let once = mark_html(&clean_html, &finds("red"));
        assert!(once.contains("pillarbox-mark"), "{once}");
        assert_eq!(clean(&once, &Policy::default()).html, once);
    }
}

#[test]
fn a_matcher_that_is_wrong_loses_nothing() {
    assert_eq!(mark_html("<p>red</p>", &|_: &str| Vec::new()), "<p>red</p>");
    let more = |text: &str| vec![Span { text: format!("{text}!"), mark: true }];
    assert_eq!(mark_html("<p>red</p>", &more), "<p>red</p>");
}

#[test]
fn plain_text_is_marked_over_links_and_lines() {
    let text = |text: &str| Span { text: text.to_owned(), mark: false };
    let link = |spans| Inline::Link { href: "https://red.test/".to_owned(), text: spans };
    let mut blocks = vec![
        TextBlock {
            depth: 0,
            text: vec![
                Inline::Text(text("red at ")),
                link(vec![text("red.test")]),
                Inline::Text(text(" Ü")),
            ],
        },
        TextBlock { depth: 1, text: vec![Inline::Text(text("Ü red"))] },
    ];
    let mark = |text: &str| Span { text: text.to_owned(), mark: true };
    mark_text(&mut blocks, &finds("red"));
    assert_eq!(
        blocks[0].text,
        [
            Inline::Text(mark("red")),
            Inline::Text(text(" at ")),
            link(vec![mark("red"), text(".test")]),
            Inline::Text(text(" Ü"))
        ]
    );
    assert_eq!(blocks[1].text, [Inline::Text(text("Ü ")), Inline::Text(mark("red"))]);
    mark_text(&mut blocks, &finds("Ü\nÜ"));
    assert_eq!(blocks[0].text.last(), Some(&Inline::Text(mark("Ü"))));
    assert_eq!(blocks[1].text.first(), Some(&Inline::Text(mark("Ü"))));
}
