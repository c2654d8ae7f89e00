//! What a parsed document can do, and what it looks like.

use scraper::{ElementRef, Html};

/// The frame's own style, of which mail has no part. It may place things, which mail's may not.
const OWN_STYLE: &str = include_str!("../../src/sanitise/frame.css");

const ELEMENTS: [&str; 22] = [
    "script", "svg", "math", "form", "input", "button", "textarea", "select", "iframe", "frame",
    "frameset", "object", "embed", "applet", "link", "video", "audio", "source", "picture",
    "template", "noscript", "portal",
];

/// Everything in a document that could run, load, submit or lead astray. Empty: harmless.
pub fn document(text: &str, remote: bool) -> Vec<String> {
    let tree = Html::parse_document(text);
    let mut faults = Vec::new();
    if Html::parse_document(&tree.html()).html() != tree.html() {
        faults.push("parsing it again changes it".to_owned());
    }
    for element in tree.tree.root().descendants().filter_map(ElementRef::wrap) {
        let name = element.value().name();
        let in_head = element
            .ancestors()
            .any(|above| above.value().as_element().is_some_and(|above| above.name() == "head"));
        if ELEMENTS.contains(&name) {
            faults.push(format!("element {name}"));
        }
        if &*element.value().name.ns != "http://www.w3.org/1999/xhtml" {
            faults.push(format!("element {name} of another namespace"));
        }
        if !in_head && matches!(name, "style" | "meta" | "base" | "title") {
            faults.push(format!("element {name} in the body"));
        }
        if name == "style" {
            let style: String = element.text().collect();
            if style != OWN_STYLE {
                faults.extend(css(&style, remote));
            }
        }
        if name == "meta" && element.attr("http-equiv").is_some() {
            faults.push("meta http-equiv".to_owned());
        }
        for (attribute, value) in element.value().attrs() {
            faults.extend(
                self::attribute(name, attribute, value, remote)
                    .map(|fault| format!("{fault}: <{name} {attribute}={value:?}>")),
            );
            if attribute == "style" {
                faults.extend(css(value, remote));
            }
        }
        if name == "a" && element.attr("href").is_some() {
            let rel = element.attr("rel").unwrap_or_default();
            if rel != "noopener noreferrer" || element.attr("target") != Some("_blank") {
                faults.push(format!("a link with rel {rel:?}"));
            }
        }
    }
    faults
}

fn attribute(element: &str, name: &str, value: &str, remote: bool) -> Option<&'static str> {
    let compact: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let compact = compact.to_ascii_lowercase();
    let scheme = compact.split_once(':').map(|(scheme, _)| scheme);
    match name {
        _ if name.starts_with("on") => Some("an event handler"),
        "srcset" | "action" | "formaction" | "ping" | "poster" | "data" | "srcdoc"
        | "xlink:href" | "http-equiv" | "lowsrc" | "dynsrc" => Some("a forbidden attribute"),
        "href" if !matches!(scheme, Some("http" | "https" | "mailto")) => Some("a forbidden link"),
        "src" | "background" => {
            let part = compact.starts_with("/messages/1/parts/");
            let data = ["png", "gif", "jpeg", "jpg", "webp"]
                .iter()
                .any(|kind| compact.starts_with(&format!("data:image/{kind};base64,")));
            let web = remote && matches!(scheme, Some("http" | "https"));
            (!(part || data || web)).then_some("a forbidden picture")
        }
        "target" if value != "_blank" || !matches!(element, "a" | "base") => Some("a target"),
        _ => None,
    }
}

/// Style that loads, runs or moves things out of their place, read by the CSS tokeniser.
fn css(text: &str, remote: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if text.contains('<') {
        faults.push(format!("style with a <: {text:?}"));
    }
    let mut parser = cssparser::Parser::new(text);
    tokens(&mut parser, &mut faults, remote);
    faults
}

fn tokens(parser: &mut cssparser::Parser<'_>, faults: &mut Vec<String>, remote: bool) {
    use cssparser::Token;
    let mut before = String::new();
    while let Ok(token) = parser.next().cloned() {
        let mut fault = |what: &str| faults.push(format!("style: {what}"));
        match &token {
            Token::UnquotedUrl(url) => judge_url(url, faults, remote),
            Token::AtKeyword(word) if !word.eq_ignore_ascii_case("media") => fault(word),
            Token::BadUrl(_) | Token::BadString(_) => fault("unclosed"),
            Token::Ident(word) => {
                let word = word.to_ascii_lowercase();
                let moves = before == "position"
                    && matches!(word.as_str(), "fixed" | "absolute" | "sticky");
                let never = matches!(
                    word.as_str(),
                    "behavior"
                        | "-moz-binding"
                        | "z-index"
                        | "cursor"
                        | "transform"
                        | "animation"
                        | "filter"
                );
                if moves || never || word.starts_with("--") {
                    fault(&word);
                }
                before = word;
            }
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                if name == "url" {
                    let inner = parser.parse_nested_block(
                        |input| -> Result<_, cssparser::ParseError<()>> {
                            Ok(input.expect_string_cloned()?)
                        },
                    );
                    match inner {
                        Ok(url) => judge_url(&url, faults, remote),
                        Err(_) => faults.push("style: a strange url()".to_owned()),
                    }
                    continue;
                }
                if matches!(
                    name.as_str(),
                    "expression"
                        | "var"
                        | "env"
                        | "attr"
                        | "image-set"
                        | "-webkit-image-set"
                        | "element"
                        | "src"
                        | "image"
                        | "cross-fade"
                        | "paint"
                ) {
                    fault(&name);
                }
                nested(parser, faults, remote);
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                nested(parser, faults, remote);
            }
            _ => {}
        }
    }
}

fn nested(parser: &mut cssparser::Parser<'_>, faults: &mut Vec<String>, remote: bool) {
    let inner: Result<(), cssparser::ParseError<()>> = parser.parse_nested_block(|input| {
        tokens(input, faults, remote);
        Ok(())
    });
    drop(inner);
}

fn judge_url(url: &str, faults: &mut Vec<String>, remote: bool) {
    if attribute("td", "background", url, remote).is_some() {
        faults.push(format!("style: url({url:?})"));
    }
}

/// What makes a design.
#[derive(Debug, PartialEq, Eq)]
pub struct Design {
    pub words: Vec<String>,
    pub tables: usize,
    pub links: usize,
    pub pictures: usize,
    pub classes: usize,
    /// `width`, `align`, `valign` and `bgcolor` of tables and cells.
    pub widths: Vec<String>,
}

impl Design {
    pub fn of(html: &str) -> Self {
        let tree = Html::parse_document(html);
        let elements = || {
            tree.tree.root().descendants().filter_map(ElementRef::wrap).filter(|element| {
                element.ancestors().any(|above| {
                    above.value().as_element().is_some_and(|above| above.name() == "body")
                })
            })
        };
        let words = tree
            .tree
            .root()
            .descendants()
            .filter(|node| {
                !node.ancestors().any(|above| {
                    above.value().as_element().is_some_and(|e| matches!(e.name(), "style" | "head"))
                })
            })
            .filter_map(|node| node.value().as_text())
            .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let count = |name: &str, attribute: &str| {
            elements().filter(|e| e.value().name() == name && e.attr(attribute).is_some()).count()
        };
        Self {
            words,
            tables: elements()
                .filter(|e| matches!(e.value().name(), "td" | "table" | "tr"))
                .count(),
            links: count("a", "href"),
            pictures: count("img", "src"),
            classes: elements().filter(|e| e.attr("class").is_some()).count(),
            widths: elements()
                .filter(|e| matches!(e.value().name(), "td" | "table" | "tr" | "img"))
                .flat_map(|e| {
                    ["width", "align", "valign", "bgcolor"]
                        .into_iter()
                        .filter_map(move |name| Some(format!("{name}={}", e.attr(name)?)))
                })
                .collect(),
        }
    }
}

/// Declarations in the style sheets and attributes of a document, our own sheet left out.
pub fn declarations(html: &str) -> usize {
    let tree = Html::parse_document(html);
    tree.tree
        .root()
        .descendants()
        .filter_map(ElementRef::wrap)
        .map(|element| {
            let sheet = if element.value().name() == "style" {
                element.text().collect::<String>()
            } else {
                String::new()
            };
            let sheet = if sheet.contains("pillarbox") { "" } else { &sheet };
            let inline = element.attr("style").unwrap_or_default();
            [sheet, inline].map(|css| css.matches(':').count()).iter().sum::<usize>()
        })
        .sum()
}
