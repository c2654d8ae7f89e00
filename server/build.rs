//! Tells Cargo what else is embedded.

fn main() {
    // The compiler sees a file that changed, but not one that is new.
    println!("cargo:rerun-if-changed=fixtures/demo");
}
