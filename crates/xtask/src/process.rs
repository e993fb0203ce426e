//! Starts other programs in the four ways the tasks need: streaming, quiet with a clock, captured, and both streamed and
//! kept (for the recap of the tests).

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Doing, Fail, Result};
use crate::say;

/// How often a quiet step says that it is still at it where nobody sees the ticking clock.
const REMARK_EVERY: Duration = Duration::from_secs(30);

/// The command line, for messages.
pub fn shown(command: &Command) -> String {
    let program = command.get_program();
    let mut words = vec![std::path::Path::new(program).file_name().unwrap_or(program).to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

/// Runs a command whose own output is its progress. All of it goes to stderr.
pub fn stream(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::from(std::io::stderr()))
        .status()
        .doing(format_args!("cannot start `{}`", shown(command)))?;
    succeeded(command, status)
}

/// Runs a command without its output but with a clock; shows the end of its output if it fails.
/// A command that takes longer than `limit` is stopped and counts as failed.
pub fn quiet(label: &str, command: &mut Command, limit: Option<Duration>) -> Result<()> {
    let started = Instant::now();
    let mut child = spawn_piped(command)?;
    let lines = read_lines(&mut child);
    let mut kept = Vec::new();
    let mut remarked = Duration::ZERO;
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => kept.push(line),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
        let elapsed = started.elapsed();
        if say::is_terminal() {
            say::tick(label, elapsed);
        } else if elapsed - remarked > REMARK_EVERY {
            remarked = elapsed;
            say::note(&format!("{label} … {}", say::seconds(elapsed)));
        }
        if limit.is_some_and(|limit| elapsed > limit) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Fail::new(format!(
                "`{}` took longer than {}",
                shown(command),
                say::seconds(elapsed)
            )));
        }
    }
    let status = child.wait().doing(format_args!("`{}`", shown(command)))?;
    if say::is_terminal() {
        say::clear_tick();
    }
    if !status.success() {
        for line in &kept[kept.len().saturating_sub(40)..] {
            say::note(line);
        }
    }
    succeeded(command, status)?;
    say::note(&format!("{label}: done in {}", say::seconds(started.elapsed())));
    Ok(())
}

/// Runs a command and returns what it wrote to stdout.
pub fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().doing(format_args!("cannot start `{}`", shown(command)))?;
    if !output.status.success() {
        say::raw(&output.stderr);
    }
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command wrote to stdout if it exists and succeeds: for finding out what a machine has.
pub fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command with its output shown and kept. Whether it succeeded, and the lines it wrote.
pub fn tee(command: &mut Command) -> Result<(bool, Vec<String>)> {
    let mut child = spawn_piped(command)?;
    let mut kept = Vec::new();
    for line in read_lines(&mut child) {
        say::raw(line.as_bytes());
        say::raw(b"\n");
        kept.push(line);
    }
    let status = child.wait().doing(format_args!("`{}`", shown(command)))?;
    Ok((status.success(), kept))
}

/// Keeps a program out of reach of the terminal's Ctrl-C, so that it ends when we end it, in the right order.
pub fn own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// A program and what it started, ended together with this value.
pub struct Group(Child);

impl Group {
    /// Starts a command whose output goes to stderr.
    pub fn start(command: &mut Command) -> Result<Self> {
        own_group(command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::from(std::io::stderr()))
            .spawn()
            .map(Self)
            .doing(format_args!("cannot start `{}`", shown(command)))
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// An error if it has ended.
    pub fn check(&mut self, name: &str) -> Result<()> {
        match self.0.try_wait().doing(name)? {
            Some(status) => Err(Fail::new(format!("{name} ended by itself ({status})"))),
            None => Ok(()),
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        end(&mut self.0, Duration::from_secs(10));
    }
}

/// Asks a process group to end and waits for it; after `grace` it is not asked any more.
fn end(child: &mut Child, grace: Duration) {
    // A shell's own `kill` exists wherever there are signals; without one the process is simply ended.
    let asked = cfg!(unix)
        && Command::new("sh")
            .args(["-c", &format!("kill -TERM -- -{}", child.id())])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    let deadline = Instant::now() + if asked { grace } else { Duration::ZERO };
    while Instant::now() < deadline {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn spawn_piped(command: &mut Command) -> Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .doing(format_args!("cannot start `{}`", shown(command)))
}

/// The lines of both outputs in the order in which they arrive.
fn read_lines(child: &mut Child) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|out| Box::new(out) as Box<dyn Read + Send>),
        child.stderr.take().map(|out| Box::new(out) as Box<dyn Read + Send>),
    ];
    for output in outputs.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(std::io::Result::ok) {
                if sender.send(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(Fail::new(format!("`{}` failed ({status})", shown(command))))
}
