use crate::{
    app::{Answer, Visitor},
    arriving::Stored,
    reading::same,
};
use model::PartInfo;

/// The source that is saved is what came in, byte for byte.
pub async fn source(visitor: &Visitor, one: &Stored<'_>) -> Result<(), String> {
    let answer = visitor.get(&format!("/messages/{}/source?download", one.id)).await;
    same("the source's status", &answer.status().as_u16(), &200)?;
    let bytes = answer.bytes().await.map_err(|error| error.to_string())?;
    if bytes == one.file.bytes {
        Ok(())
    } else {
        Err(format!("{} bytes came in, {} are kept, or others", one.file.bytes.len(), bytes.len()))
    }
}

/// An attachment is as long as was said, and a browser saves it under a harmless name.
pub async fn attachment(
    visitor: &Visitor,
    one: &Stored<'_>,
    part: &PartInfo,
) -> Result<(), String> {
    let what = format!("part {} {:?}", part.index, part.name);
    let answer = visitor.get(&format!("/messages/{}/parts/{}", one.id, part.index)).await;
    same(&format!("{what}, status"), &answer.status().as_u16(), &200)?;
    same(&what, &answer.header("x-content-type-options"), &"nosniff")?;
    let policy = answer.header("content-security-policy");
    if !policy.contains("default-src 'none'") || !policy.ends_with("sandbox") {
        return Err(format!("{what}: {policy}"));
    }
    let media_type = answer.header("content-type");
    if ["html", "xml", "svg", "script"].iter().any(|word| media_type.contains(word))
        && !media_type.starts_with("application/vnd.openxmlformats-")
    {
        return Err(format!("{what}: a browser may run {media_type}"));
    }
    let disposition = answer.header("content-disposition").to_owned();
    let length = answer.bytes().await.map_err(|error| error.to_string())?.len();
    same(&format!("{what}, length"), &i64::try_from(length).unwrap_or(-1), &part.size)?;
    let names = disposition.strip_prefix("attachment; filename=\"");
    let Some((plain, whole)) = names.and_then(|names| names.split_once("\"; filename*=UTF-8''"))
    else {
        return Err(format!("{what}: {disposition}"));
    };
    let encoded = |c: char| c.is_ascii_alphanumeric() || "!#$&+-.^_`|~%".contains(c);
    let no_path = |c: char| !matches!(c, '/' | '\\' | '"') && (c.is_ascii_graphic() || c == ' ');
    if plain.is_empty() || !plain.chars().all(no_path) || !whole.chars().all(encoded) {
        return Err(format!("{what}: {disposition}"));
    }
    Ok(())
}
