//! What the app weighs on the wire.

use std::path::Path;

use crate::error::Result;
use crate::say;
use crate::stage::{BuildReport, Weight};

/// The first load in sum and by file, then what loads on demand.
pub fn table(dist: &Path) -> Result<String> {
    let report = BuildReport::read(dist)?;
    let (first, rest) = report.parts();
    let mut lines = vec![format!("Sizes of {} ({}), brotli / raw:", report.id, report.profile)];
    for (title, list) in [("first load", first), ("on demand", rest)] {
        let sum = |size: fn(&Weight) -> usize| list.iter().map(|it| size(it)).sum::<usize>();
        let wire: fn(&Weight) -> usize = |it| it.brotli.unwrap_or(it.raw);
        lines.push(line(title, sum(wire), sum(|it| it.raw)));
        lines.extend(list.iter().map(|it| line(&format!("  {}", it.role), wire(it), it.raw)));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

fn line(name: &str, brotli: usize, raw: usize) -> String {
    format!("  {name:32} {:>10} {:>12}", say::bytes(brotli), say::bytes(raw))
}
