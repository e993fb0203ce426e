//! What lists cost at forty thousand and at a million cases, of which a quarter is in the largest tab: the ratio says whether a
//! cost grows with them. And what an export takes of the server's memory. All of it over either database.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use super::ask::{EMAIL, Times, get, json, signed_in};
use crate::error::{Fail, Result};
use crate::serve::{Options, Server, free_address};
use crate::{files, paths, say, setup};

/// Generated cases; about a quarter of them is in the largest tab.
const SMALL: u32 = 40_000;
const LARGE: u32 = 1_000_000;
const WARM_UP: usize = 3;
const TIMES: usize = 40;
/// Pages that are turned before one is called deep, of two hundred rows: as far as a thousand of ten.
const PAGES: usize = 45;
const LIST: &str = "/api/v1/organizations/northwind/cases";
const SORTS: [&str; 10] = [
    "-created",
    "-updated",
    "number",
    "subject",
    "product",
    "severity",
    "status",
    "organization",
    "submitter",
    "-rating",
];

/// Measures both databases.
pub fn table(program: &Path) -> Result<String> {
    let postgres = setup::postgres::start()?;
    let embedded = of_engine(program, "the embedded database", |_| Ok(None))?;
    let shared =
        of_engine(program, "PostgreSQL", |cases| postgres.database(&format!("lists_{cases}")).map(Some))?;
    Ok(embedded + &shared)
}

/// Measures both sizes, each with a server and a database of its own.
fn of_engine(
    program: &Path,
    engine: &str,
    database: impl Fn(u32) -> Result<Option<String>>,
) -> Result<String> {
    let mut measured = Vec::new();
    for cases in [SMALL, LARGE] {
        say::step(&format!("lists with {cases} generated cases in {engine}"));
        let data = paths::scratch().join("bench-lists");
        files::fresh_dir(&data)?;
        let address = free_address()?;
        let began = Instant::now();
        let server = Server::start(Options {
            program: program.to_owned(),
            address,
            data,
            database: database(cases)?,
            dist: paths::dist(),
            demo_cases: Some(cases),
            replies: false,
        })?;
        say::note(&format!("they were made in {}", say::seconds(began.elapsed())));
        measured.push(measure(&server, address)?);
    }
    let [small, large] = measured.as_slice() else { return Err(Fail::new("two sizes are measured")) };
    let mut lines = vec![format!(
        "Lists with {} and {} cases in one tab of {engine}, median / 95th percentile of each, ratio of the medians:",
        small.tab, large.tab
    )];
    for ((name, few), (_, many)) in small.times.iter().zip(&large.times) {
        lines.push(format!(
            "  {name:34} {} {:>6.1} x",
            [few, many].map(|it| it.shown()).join("  "),
            many.against(*few),
        ));
    }
    lines.push(large.export.clone());
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// What lists are narrowed by: one thing, several, words, and both.
const NARROWED: [(&str, &str); 21] = [
    ("closed only", "&status=closed"),
    ("waiting on me, by rating", "&status=waiting_on_me&sort=rating"),
    ("waiting on me, by subject", "&status=waiting_on_me&sort=subject"),
    ("one product, by subject", "&product=metadefender-core&sort=subject"),
    ("one product, by change", "&product=metadefender-netwall&sort=-updated"),
    ("one customer, severe, open", "&customer=contoso&severity=s1&status=open"),
    ("the same of a product", "&customer=contoso&severity=s1&status=open&product=metadefender-vault"),
    ("one day", "&created_from=2026-06-01&created_to=2026-06-01"),
    ("one month, by subject", "&created_from=2026-06-01&created_to=2026-06-30&sort=subject"),
    ("search: a common word", "&q=update"),
    ("search: the same, by subject", "&q=update&sort=subject"),
    ("search: two words", "&q=update%20engine"),
    ("search: a rare word", "&q=4711"),
    ("search: no such word", "&q=zzzyx"),
    ("search: two letters", "&q=zq"),
    ("search: a product", "&q=kiosk"),
    ("search in one product", "&q=update&product=metadefender-netwall"),
    ("search in severe, open ones", "&q=update&customer=contoso&severity=s1&status=open"),
    ("search in those waiting on me", "&q=update&status=waiting_on_me"),
    ("two words in one product", "&q=engine%20license&product=metadefender-vault"),
    ("two words in closed ones", "&q=update%20engine&status=closed"),
];

struct Measured {
    tab: u64,
    times: Vec<(String, Times)>,
    export: String,
}

fn measure(server: &Server, address: SocketAddr) -> Result<Measured> {
    let (mut client, _) = signed_in(address, EMAIL)?;
    let customer = format!("{LIST}?tab=customer&limit=50");
    let tab = json(&get(&mut client, &customer)?)?["total"].as_u64().unwrap_or_default();
    let mut questions = Vec::new();
    for sort in SORTS {
        questions.push((format!("sort={sort}, first page"), format!("{customer}&sort={sort}")));
        let mut deep = format!("{LIST}?tab=customer&limit=200&sort={sort}");
        let begin = deep.clone();
        for _ in 0..PAGES {
            let page = json(&get(&mut client, &deep)?)?;
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            deep = format!("{begin}&cursor={cursor}");
        }
        let deep = deep.replace("limit=200", "limit=50");
        questions.push((format!("sort={sort}, behind row {}", PAGES * 200), deep));
    }
    questions.extend(NARROWED.map(|(name, query)| (name.to_owned(), format!("{customer}{query}"))));
    questions.push(("counts of every tab".to_owned(), format!("{LIST}/counts")));
    let mut times = Vec::new();
    for (name, path) in questions {
        times.push((name, Times::measure(WARM_UP, TIMES, |_| client.get(&path))?));
    }

    let before = peak(server.id())?;
    let started = Instant::now();
    let answer = get(&mut client, &format!("{LIST}.csv?tab=customer"))?;
    let took = started.elapsed();
    let export = format!(
        "  CSV of {} rows, {}: {}; the server's peak memory grew by {} kB",
        answer.header("x-total-count").unwrap_or("?"),
        say::bytes(answer.body.len()),
        say::seconds(took),
        peak(server.id())?.saturating_sub(before),
    );
    Ok(Measured { tab, times, export })
}

/// The most memory that a process ever had, in kB; Linux only, 0 elsewhere.
fn peak(id: u32) -> Result<u64> {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{id}/status")) else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.ok_or_else(|| Fail::new("/proc has no peak memory"))
}
