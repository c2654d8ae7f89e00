//! Properties that may be set.

/// What mail designs need, and nothing that loads, moves out of the frame or covers the page.
const ALLOWED: &str = "align-content align-items align-self aspect-ratio background \
    background-attachment background-clip background-color background-image background-origin \
    background-position background-position-x background-position-y background-repeat \
    background-size border border-block border-bottom border-bottom-color \
    border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width \
    border-collapse border-color border-image-slice border-inline border-left border-left-color \
    border-left-style border-left-width border-radius border-right border-right-color \
    border-right-style border-right-width border-spacing border-style border-top \
    border-top-color border-top-left-radius border-top-right-radius border-top-style \
    border-top-width border-width box-shadow box-sizing break-after break-before break-inside \
    caption-side clear color color-scheme column-count column-gap column-rule column-width columns \
    direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink \
    flex-wrap float font font-family font-feature-settings font-kerning font-size \
    font-size-adjust font-stretch font-style font-variant font-variant-caps \
    font-variant-numeric font-weight gap grid-column grid-row grid-template-columns \
    grid-template-rows height hyphens justify-content justify-items letter-spacing line-break \
    line-height list-style list-style-image list-style-position list-style-type margin \
    margin-block margin-bottom margin-inline margin-left margin-right margin-top max-height \
    max-width min-height min-width object-fit object-position opacity order orphans outline \
    outline-color outline-offset outline-style outline-width overflow overflow-wrap overflow-x \
    overflow-y padding padding-block padding-bottom padding-inline padding-left padding-right \
    padding-top page-break-after page-break-before page-break-inside position quotes row-gap \
    tab-size table-layout text-align text-align-last text-decoration text-decoration-color \
    text-decoration-line text-decoration-style text-decoration-thickness text-indent \
    text-overflow text-rendering text-shadow text-size-adjust text-transform \
    text-underline-offset text-wrap unicode-bidi vertical-align visibility white-space widows \
    width word-break word-spacing word-wrap writing-mode -ms-text-size-adjust \
    -webkit-text-size-adjust -webkit-font-smoothing -webkit-border-radius -moz-border-radius \
    -webkit-box-shadow";

/// The property may be set.
pub fn is_allowed(name: &str) -> bool {
    ALLOWED.split_ascii_whitespace().any(|allowed| allowed == name)
}

/// The property may have negative lengths: nothing that moves a box.
pub fn may_be_negative(name: &str) -> bool {
    matches!(
        name,
        "letter-spacing"
            | "word-spacing"
            | "background-position"
            | "background-position-x"
            | "background-position-y"
            | "background"
            | "box-shadow"
            | "text-shadow"
            | "text-underline-offset"
            | "outline-offset"
            | "vertical-align"
            | "order"
    )
}

/// The word may be the property's value.
pub fn allows_word(name: &str, word: &str) -> bool {
    match name {
        "position" => {
            matches!(word, "static" | "relative" | "initial" | "inherit" | "unset" | "important")
        }
        "background-attachment" | "background" => word != "fixed",
        _ => true,
    }
}
