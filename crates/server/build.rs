//! The demo data's folder is built in by a macro: the compiler does not notice changes in it by itself.

fn main() {
    println!("cargo::rerun-if-changed=demo");
}
