//! How long a server with a large knowledge base takes to suggest articles: ten thousand, invented from the words of the
//! demo's, so that words are as common and as rare as in real ones.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::ask::{EMAIL, Times, signed_in};
use crate::error::{Fail, Result};
use crate::{files, paths, process, say};

const ARTICLES: usize = 10_000;
const WARM_UP: usize = 20;
const TIMES: usize = 200;
/// Sections of an article, and words of a section.
const SECTIONS: usize = 5;
const WORDS: usize = 90;
/// Of a hundred words, how many are about the article's topic, and how many are names that few articles have.
const ON_TOPIC: u64 = 40;
const NAMES: u64 = 8;
/// Where they may submit cases.
const ORGANIZATION: &str = "northwind";
/// As customers write.
const QUESTIONS: [(&str, &str, &str); 4] = [
    (
        "metadefender-core",
        "No engine available after update",
        "Since last night's update all scans fail with \"No engine available\". Three engines are stuck at pending initialization on the inventory page, and the license is valid.",
    ),
    (
        "metadefender-kiosk",
        "Kiosk restarts during a scan",
        "The machine at gate 2 restarts whenever somebody scans an SD card. The event log shows id 41 Kernel-Power. We changed the power supply already and hold back driver updates.",
    ),
    (
        "metadefender-icap-server",
        "Upload via nginx times out",
        "Uploads of large files through our nginx end with upstream timed out, small ones are good. Our block page is not shown either. Which time-outs have to be raised, and in which order?",
    ),
    ("metadefender-core", "Slow", "Scans of large archives are slow and the queue grows every morning."),
];

/// Imports the articles into the data folder of a running server, and measures.
pub fn table(program: &Path, data: &Path, address: SocketAddr) -> Result<String> {
    let folder = paths::scratch().join("bench-articles");
    say::step(&format!("importing {ARTICLES} articles"));
    write_articles(&folder)?;
    let started = Instant::now();
    let mut import = Command::new(program);
    import.args(["articles", "import"]).arg(&folder).arg("--data").arg(data);
    process::capture(&mut import)?;
    let imported = started.elapsed();

    let (mut client, _) = signed_in(address, EMAIL)?;
    let nothing = Times::measure(WARM_UP, TIMES, |_| client.get("/health/live"))?;
    let path = format!("/api/v1/organizations/{ORGANIZATION}/suggestions");
    let bodies = QUESTIONS.map(|(product, subject, description)| {
        serde_json::json!({ "product": product, "subject": subject, "description": description }).to_string()
    });
    let times = Times::measure(WARM_UP, TIMES, |n| client.post(&path, &bodies[n % bodies.len()]))?;
    Ok(format!(
        "Suggestions out of {ARTICLES} articles (imported in {}), median / 95th percentile / median against nothing:\n  \
         {:34} {} {:>6.1} x\n",
        say::seconds(imported),
        "suggested articles",
        times.shown(),
        times.against(nothing),
    ))
}

/// What an invented article is about: a real one.
struct Topic {
    products: String,
    head: Vec<String>,
    words: Vec<String>,
}

fn write_articles(folder: &Path) -> Result<()> {
    files::fresh_dir(folder)?;
    let topics = topics()?;
    // A word as often as it is there: drawing from them all keeps their frequencies.
    let all: Vec<&String> = topics.iter().flat_map(|topic| &topic.words).collect();
    let mut dice = Dice(20_260_131);
    for n in 0..ARTICLES {
        let topic = dice.pick(&topics)?;
        let word = |dice: &mut Dice| -> Result<String> {
            Ok(match dice.roll(100) {
                roll if roll < ON_TOPIC => dice.pick(&topic.words)?.clone(),
                roll if roll < ON_TOPIC + NAMES => name(dice, &all)?,
                _ => (*dice.pick(&all)?).clone(),
            })
        };
        let mut text = String::new();
        for _ in 0..SECTIONS {
            text.push_str(&format!("\n## {} {}\n\n", word(&mut dice)?, word(&mut dice)?));
            for at in 1..=WORDS {
                text.push_str(&word(&mut dice)?);
                text.push_str(match at {
                    WORDS => ".\n",
                    at if at % 30 == 0 => ".\n\n",
                    at if at % 12 == 0 => ". ",
                    _ => " ",
                });
            }
        }
        let mut head = Vec::new();
        for _ in 0..4 {
            head.push(dice.pick(&topic.head)?.as_str());
        }
        let (own, keywords) = (name(&mut dice, &all)?, head.join(", "));
        let article = format!(
            "---\nid: invented-{n}\ntitle: {} {} {own}\nproducts: {}\nkeywords: [{keywords}]\nupdated: 2026-01-31\n---\n{text}",
            head[0], head[1], topic.products
        );
        files::write(&folder.join(format!("{n}.md")), article)?;
    }
    Ok(())
}

/// A word that only some articles have, such as a host or a module: halves of two.
fn name(dice: &mut Dice, all: &[&String]) -> Result<String> {
    let (first, second) = (dice.pick(all)?, dice.pick(all)?);
    let half = |word: &str| word.chars().take(4).collect::<String>();
    Ok(format!("{}{}", half(first), half(second)))
}

fn topics() -> Result<Vec<Topic>> {
    let folder = paths::root().join("crates/server/demo/articles");
    let mut topics = Vec::new();
    for path in files::all_in(&folder)? {
        let text = files::read_text(&path)?;
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key));
            line.ok_or_else(|| Fail::new(format!("{} has no {key}", path.display())))
        };
        let head = format!("{} {}", value("title:")?, value("keywords:")?);
        let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
        topics.push(Topic {
            products: value("products:")?.trim().to_owned(),
            head: words(&head),
            words: words(body),
        });
    }
    Ok(topics)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The same numbers every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Result<&'a T> {
        let sides = u64::try_from(from.len()).unwrap_or(u64::MAX).max(1);
        let at = usize::try_from(self.roll(sides)).unwrap_or_default();
        from.get(at).ok_or_else(|| Fail::new("the demo's articles have no words"))
    }
}
