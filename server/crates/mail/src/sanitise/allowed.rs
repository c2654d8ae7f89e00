//! The allow-list of elements and attributes.

use super::{
    address, css,
    policy::{Picture, Policy},
};
use ammonia::{Builder, UrlRelative};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// What mail is made of. No SVG, no `MathML`, no forms, nothing that loads or runs.
const ELEMENTS: &str = "a abbr acronym address article aside b bdi bdo big blockquote br caption \
    center cite code col colgroup dd del dfn dir div dl dt em figcaption figure font footer h1 h2 \
    h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark menu nav ol p pre q rp rt ruby s samp \
    section small span strike strong sub summary details sup table tbody td tfoot th thead time \
    tr tt u ul var wbr";

/// Elements that go with all that is in them. Of all others only the tag goes.
const WITHOUT_CONTENT: &str = "script style title template svg math object embed applet iframe \
    frame frameset noframes noembed noscript select datalist audio video canvas xmp plaintext";

/// Attributes that any element may have.
const ATTRIBUTES: &str = "style class id title dir lang align valign width height bgcolor \
    background color border";

/// Attributes of some elements.
const SPECIAL: [(&str, &str); 16] = [
    ("a", "href name target"),
    ("img", "src alt hspace vspace"),
    ("font", "face size"),
    ("table", "cellpadding cellspacing summary rules frame role"),
    ("td", "colspan rowspan nowrap headers scope abbr"),
    ("th", "colspan rowspan nowrap headers scope abbr"),
    ("tr", "nowrap"),
    ("col", "span"),
    ("colgroup", "span"),
    ("br", "clear"),
    ("hr", "noshade size"),
    ("ol", "start type reversed"),
    ("ul", "type"),
    ("li", "value type"),
    ("time", "datetime"),
    ("details", "open"),
];

/// Ammonia with our list.
pub struct Cleaner {
    builder: Builder<'static>,
    blocked: Arc<AtomicU32>,
}

impl Cleaner {
    pub fn new(policy: &Policy) -> Self {
        let blocked = Arc::new(AtomicU32::new(0));
        let mut builder = Builder::empty();
        builder
            .tags(words(ELEMENTS))
            .clean_content_tags(words(WITHOUT_CONTENT))
            .generic_attributes(words(ATTRIBUTES))
            .tag_attributes(SPECIAL.iter().map(|(tag, list)| (*tag, words(list))).collect())
            .set_tag_attribute_values(HashMap::from([("a", HashMap::from([("target", "_blank")]))]))
            .link_rel(Some("noopener noreferrer"))
            .url_schemes(words("http https mailto cid data"))
            .url_relative(UrlRelative::PassThrough)
            .attribute_filter(filter(policy.clone(), Arc::clone(&blocked)));
        Self { builder, blocked }
    }

    /// One pass. The result is what ammonia writes, not yet known to be a fixed point.
    pub fn clean(&mut self, html: &str) -> String {
        self.builder.clean(html).to_string()
    }

    /// Remote pictures left out so far.
    pub fn blocked(&self) -> u32 {
        self.blocked.load(Ordering::Relaxed)
    }
}

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Judges the value of an attribute that the list lets through.
fn filter(
    policy: Policy,
    blocked: Arc<AtomicU32>,
) -> impl for<'v> Fn(&str, &str, &'v str) -> Option<Cow<'v, str>> + Send + Sync + 'static {
    move |element, attribute, value| match (element, attribute) {
        (_, "style") => {
            let style = css::declarations(value, &policy);
            blocked.fetch_add(style.blocked, Ordering::Relaxed);
            (!style.css.is_empty()).then_some(Cow::Owned(style.css))
        }
        (_, "src" | "background") => match policy.picture(value) {
            Picture::Show(url) => Some(Cow::Owned(url)),
            Picture::Remote => {
                blocked.fetch_add(1, Ordering::Relaxed);
                None
            }
            Picture::Never => None,
        },
        (_, "href") => address::link(value).map(Cow::Owned),
        _ => Some(Cow::Borrowed(value)),
    }
}
