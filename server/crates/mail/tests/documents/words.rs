use crate::support::{document, docx, fixtures, package, page, read, stream};

fn has(name: &str, phrases: &[&str]) {
    holds(&read(&document(name)).expect("words"), name, phrases);
}

fn holds(text: &str, name: &str, phrases: &[&str]) {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('ﬁ', "fi");
    for phrase in phrases {
        assert!(words.contains(phrase), "{phrase} is not in {name}: {text}");
    }
}

#[test]
fn texts_are_read_with_tables_headers_and_footers() {
    has(
        "lease.docx",
        &[
            "Lease of the boathouse Between Ada and Grace",
            "The rent is twelve crowns & a basket of plums.",
            "Quay Mooring Näherei 東京都",
            "Confidential draft",
            "Signed at Lighthouse Point",
        ],
    );
    has(
        "minutes.odt",
        &[
            "Minutes of the harbour council The dredging of the channel was approved.",
            "Moved by Grace; crème brûlée was served.",
        ],
    );
}

#[test]
fn cells_are_read_in_their_order_with_comments() {
    let ledger = "Item Crowns Paid Rigging 1204 Varnish for the jetty 87.5 Rigging 31 \
                  Boatswain Zoë Ångström";
    has("ledger.xlsx", &[ledger, "ordered twice"]);
    has("tides.ods", &["Monday high water 4.2 Tuesday low water 0.7"]);
}

#[test]
fn slides_are_read_in_their_order_with_notes() {
    let slides = "Regatta Start at the breakwater Results First: the Cormorant";
    has("regatta.pptx", &[slides, "Thank the volunteers"]);
    has("safety.odp", &["Safety at sea"]);
}

#[test]
fn pages_are_read_whatever_their_fonts_and_directions() {
    has(
        "contract.pdf",
        &[
            "Contract for the repair of the breakwater Signed by Grace; façade, Straße, naïve.",
            "Łódź, Ελλάδα, Москва, office",
            "東京都の契約",
            "in the margin",
            "clause one clause two",
            "letterspaced",
            "Second page: the schedule of payments",
        ],
    );
}

#[test]
fn what_a_browser_prints_is_read() {
    has(
        "dues.pdf",
        &[
            "Harbour dues The quarterly dues for berth seventeen are payable to the harbour master.",
            "Größe und Gewicht.",
            "Berth Crowns Seventeen 204 A justified paragraph whose words are stretched to fill \
             each and every line of the column.",
        ],
    );
    for file in std::fs::read_dir(fixtures().join("demo/files")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            let text = read(&std::fs::read(&path).unwrap()).unwrap();
            assert!(text.split_whitespace().count() > 20, "{}: {text}", path.display());
        }
    }
}

#[test]
fn words_are_told_apart_by_the_room_between_them() {
    let content = b"BT /F 10 Tf 72 700 Td [(exam)-20(ple)-400(of)] TJ 0 -12 Td (next) Tj \
                    0 2 Td (\\)) Tj ET BT /F 10 Tf 1 0 0 1 72 600 Tm (last) ' ET";
    let text = read(&page(stream("", content), vec![])).unwrap();
    holds(&text, "the page", &["example of next", "last"]);
}

#[test]
fn forms_are_read_where_they_are_used() {
    let form = stream("/Subtype/Form/Matrix[1 0 0 1 0 -50]", b"BT /F 9 Tf (inside) Tj ET");
    let content = b"BT /F 9 Tf (before) Tj ET /X Do BT /F 9 Tf 0 -90 Td (after) Tj ET";
    let text = read(&page(stream("", content), vec![form])).unwrap();
    holds(&text, "the form", &["before inside after"]);
}

#[test]
fn what_was_deleted_and_what_is_there_twice_is_not_read() {
    let text = read(&docx(
        "<w:document xmlns:w='w' xmlns:mc='mc'><w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r>\
         <w:delText>struck</w:delText></w:r></w:del><mc:AlternateContent><mc:Choice><w:t> once\
         </w:t></mc:Choice><mc:Fallback><w:t>twice</w:t></mc:Fallback></mc:AlternateContent>\
         </w:p></w:document>",
    ));
    assert_eq!(text.unwrap(), "kept once");
    let text = read(&package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            b"<d xmlns:text='t'><text:tracked-changes><text:p>struck</text:p>\
              </text:tracked-changes><text:p>kept</text:p></d>",
        ),
    ]));
    assert_eq!(text.unwrap(), "kept");
}
