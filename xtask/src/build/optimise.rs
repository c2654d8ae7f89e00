//! wasm-opt: modules as small as they get.

use crate::run;
use anyhow::Result;
use std::{collections::BTreeSet, path::Path};
use walrus::{ExportItem, Module, RefType};

/// What the compiler turns on for this target; wasm-opt has to be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What goes over the wire is to be small: `-Oz` makes a module with fewer bytes of which brotli
/// makes more (1,354 against 1,542 kB, but sent 367 against 339 kB), as it inlines, changes what
/// functions take, and sorts them, so that those that are alike are alike no more.
const LEVEL: &str = "-O1";

/// Makes each of the modules smaller, if wasm-opt is installed.
pub fn optimise<'a>(modules: impl Iterator<Item = &'a Path>) -> Result<()> {
    if run::output(run::program("wasm-opt").arg("--version")).is_none() {
        eprintln!("wasm-opt is not installed; the modules stay about twice as large");
        return Ok(());
    }
    // Lazy modules may share one.
    for module in modules.collect::<BTreeSet<_>>() {
        let tables = Tables::of(module)?;
        let mut wasm_opt = run::program("wasm-opt");
        wasm_opt.arg(LEVEL).args(FEATURES).arg(module).arg("-o").arg(module);
        run::succeed(&mut wasm_opt)?;
        tables.mend(module)?;
    }
    Ok(())
}

/// What kind of table each exported one is.
struct Tables(Vec<(String, RefType)>);

impl Tables {
    fn of(module: &Path) -> Result<Self> {
        let module = Module::from_file(module)?;
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Table(table) => {
                Some((export.name.clone(), module.tables.get(table).element_ty))
            }
            _ => None,
        });
        Ok(Self(exported.collect()))
    }

    /// Lets every export name the table that it named before. wasm-opt 108, which Debian carries,
    /// writes every exported table as the module's first one; the browser then refuses the
    /// script's first store into the table of JavaScript values.
    fn mend(self, module: &Path) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut parsed = Module::from_file(module)?;
        for (name, kind) in self.0 {
            let table = parsed.tables.iter().find(|table| table.element_ty == kind);
            let Some(table) = table.map(walrus::Table::id) else { continue };
            if let Some(export) = parsed.exports.iter_mut().find(|export| export.name == name) {
                export.item = ExportItem::Table(table);
            }
        }
        parsed.emit_wasm_file(module)
    }
}
