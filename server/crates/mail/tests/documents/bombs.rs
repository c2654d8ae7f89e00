use crate::support::{deflated, docx, package, page, pdf, stream};
use mail::text::{Limits, TextError, text_of};
use std::cell::Cell;

const MEGABYTE: usize = 1024 * 1024;

/// Reads a file by limits that are soon reached.
fn read(file: &[u8]) -> Result<String, TextError> {
    let limits = Limits { text: MEGABYTE / 4, unpacked: 8 * MEGABYTE, ..Limits::default() };
    let text = text_of("", "", file, &limits, &|| false);
    assert!(text.as_ref().map_or(0, String::len) <= limits.text);
    text
}

#[test]
fn a_package_that_unpacks_to_too_much_is_refused() {
    let long = format!("<w><t>{}</t></w>", " ".repeat(5 * MEGABYTE));
    assert_eq!(read(&docx(&long)), Err(TextError::TooMuch));
    let many = format!("<w>{}</w>", "<very-long-name/>".repeat(MEGABYTE / 2));
    assert_eq!(read(&docx(&many)), Err(TextError::TooMuch));
    let names: Vec<String> = (0..20_000).map(|n| format!("{n}")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(read(&package(&entries)), Err(TextError::TooMuch));
}

#[test]
fn a_cell_that_names_a_long_text_again_and_again_fills_no_more_than_the_limit() {
    let shared = format!("<sst><si><t>{}</t></si></sst>", "word ".repeat(MEGABYTE / 40));
    let cells = "<c t='s'><v>0</v></c>".repeat(100_000);
    let book = package(&[
        ("xl/workbook.xml", b"<w/>"),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<s><row>{cells}</row></s>").as_bytes()),
    ]);
    assert!(read(&book).unwrap().len() > MEGABYTE / 8);
}

#[test]
fn entities_do_not_grow() {
    let text = read(&docx(
        "<!DOCTYPE w [<!ENTITY a 'grown'><!ENTITY b '&a;&a;&a;'>]><w><t>x&b;y&lt;&#65;</t></w>",
    ));
    assert_eq!(text.unwrap(), "xy<A");
}

#[test]
fn elements_nested_too_deeply_are_refused() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read(&docx(&deep)), Err(TextError::TooDeep));
}

#[test]
fn a_stream_that_unpacks_to_too_much_is_refused() {
    let bomb = deflated(&vec![b' '; 20 * MEGABYTE]);
    let once = page(stream("/Filter/FlateDecode", &bomb), vec![]);
    assert_eq!(read(&once), Err(TextError::TooMuch));
    let twice = page(stream("/Filter[/FlateDecode/FlateDecode]", &deflated(&bomb)), vec![]);
    assert_eq!(read(&twice), Err(TextError::TooMuch));
    let hidden = page(stream("/#46ilter 5 0 R", &bomb), vec![]);
    assert_eq!(read(&hidden), Err(TextError::TooMuch));
    let lzw = page(stream("/Filter/LZWDecode", &vec![0; 200_000]), vec![]);
    assert_eq!(read(&lzw), Err(TextError::TooMuch));
    // In another stream, which the reader would unpack to find it.
    let inner = [b"9 0 obj ".to_vec(), stream("/Filter/FlateDecode", &bomb)].concat();
    let outer = stream("/Type/ObjStm/N 1/First 0/Filter/FlateDecode", &deflated(&inner));
    assert_eq!(read(&page(stream("", b""), vec![vec![], outer])), Err(TextError::TooMuch));
    // Behind a length that only the table knows, and behind a mark that is not the end.
    let stored = [&b"\x78\x01\x00\x0b\x00\xf4\xff\nendstream\n"[..], &bomb[2..]].concat();
    let behind = [b"<</Filter/FlateDecode/Length 5 0 R>>stream\n", &stored[..], b"\nendstream"];
    assert_eq!(read(&page(behind.concat(), vec![])), Err(TextError::TooMuch));
}

#[test]
fn a_table_of_more_objects_than_any_file_has_is_refused() {
    let entries = deflated(&vec![0; 2 * MEGABYTE]);
    let table = stream("/Type/XRef/W[1 0 0]/Size 2097152/Filter/FlateDecode", &entries);
    assert_eq!(read(&page(stream("", b""), vec![vec![], table])), Err(TextError::TooMuch));
}

#[test]
fn a_form_that_is_used_again_and_again_comes_to_an_end() {
    let form = stream("/Subtype/Form", &b"q Q ".repeat(10_000));
    let content = stream("", &b"/X Do ".repeat(100_000));
    assert_eq!(read(&page(content, vec![form])), Err(TextError::TooMuch));
    let itself = stream("/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>", b"/X Do /X Do");
    assert_eq!(read(&page(stream("", b"/X Do"), vec![itself])), Ok(String::new()));
}

#[test]
fn brackets_nested_deeply_do_no_harm() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        for depth in [300, 500, 200_000] {
            let deep = format!("{}{}", open.repeat(depth), close.repeat(depth));
            let in_trailer = pdf(&[b"<</Type/Catalog>>".to_vec()], &format!("/Deep {deep}"));
            assert!(read(&in_trailer).is_err());
            let in_page = format!("{deep} BT /F 9 Tf (words) Tj ET");
            let in_object = page(stream("", in_page.as_bytes()), vec![deep.clone().into_bytes()]);
            let text = read(&in_object);
            assert!(text.is_ok() || text == Err(TextError::Damaged), "{text:?}");
        }
    }
}

#[test]
fn reading_ends_when_it_is_told_to() {
    let content = stream("", &b"BT ET ".repeat(100_000));
    let files = [page(content, vec![]), docx(&format!("<w>{}</w>", "<x/>".repeat(50_000)))];
    for file in files {
        let asked = Cell::new(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > 20
        };
        let text = text_of("", "", &file, &Limits::default(), &stop);
        assert_eq!(text, Err(TextError::Stopped));
        assert!(asked.get() < 30);
    }
}

#[test]
fn a_file_over_the_limit_is_not_touched() {
    let limits = Limits { bytes: 3, ..Limits::default() };
    assert_eq!(text_of("text/plain", "", b"four", &limits, &|| false), Err(TextError::TooLarge));
}
