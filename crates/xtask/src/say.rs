//! What the person sees. Progress goes to stderr; stdout carries only results, so that scripts can read them.

use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Announces a step: what is done and, after a dash, why.
pub fn step(text: &str) {
    to_stderr(&format!("{} {text}\n", bold("==>")));
}

/// A remark within a step.
pub fn note(text: &str) {
    to_stderr(&format!("    {text}\n"));
}

/// A failure, before the program ends or goes on with the next suite.
pub fn error(text: &str) {
    to_stderr(&format!("{} {text}\n", bold("error:")));
}

/// A line of result.
pub fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{text}");
    let _ = stdout.flush();
}

/// Rewrites the current line with the time a quiet step has taken (terminals only).
pub fn tick(label: &str, elapsed: Duration) {
    to_stderr(&format!("\r    {label} … {} ", seconds(elapsed)));
}

/// Takes the ticking line away.
pub fn clear_tick() {
    to_stderr("\r\x1b[2K");
}

/// Passes on what a child process wrote.
pub fn raw(bytes: &[u8]) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(bytes);
    let _ = stderr.flush();
}

/// Whether somebody is watching.
pub fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// `0.4 s`, `12 s` or `3 min 05 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        whole @ 10..60 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// `812 B`, `4.3 kB` or `107.6 kB`.
pub fn bytes(count: usize) -> String {
    if count < 1000 { format!("{count} B") } else { format!("{:.1} kB", count as f64 / 1000.0) }
}

fn bold(text: &str) -> String {
    if is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

fn to_stderr(text: &str) {
    raw(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_read_well() {
        assert_eq!(seconds(Duration::from_millis(430)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(12)), "12 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(107_600), "107.6 kB");
    }
}
