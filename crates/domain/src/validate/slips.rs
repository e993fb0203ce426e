//! Slips of the fingers in e-mail addresses: an address can be well formed and still lead nowhere. What is found here is
//! only ever offered; whoever means what they typed keeps it.

/// The domains that most people have their mail at, the most common first. Those that are only one slip away from
/// another one must all be here, so that none of them is taken for a slip.
const COMMON: [&str; 60] = [
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "live.com",
    "aol.com",
    "msn.com",
    "googlemail.com",
    "protonmail.com",
    "proton.me",
    "gmx.de",
    "gmx.net",
    "gmx.com",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "mail.com",
    "email.com",
    "email.de",
    "mail.de",
    "mail.ru",
    "bk.ru",
    "list.ru",
    "inbox.ru",
    "yandex.ru",
    "yandex.com",
    "ymail.com",
    "rocketmail.com",
    "fastmail.com",
    "hey.com",
    "zoho.com",
    "qq.com",
    "163.com",
    "126.com",
    "comcast.net",
    "verizon.net",
    "att.net",
    "sbcglobal.net",
    "hotmail.co.uk",
    "yahoo.co.uk",
    "btinternet.com",
    "outlook.de",
    "outlook.fr",
    "outlook.es",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.es",
    "hotmail.it",
    "live.de",
    "yahoo.de",
    "yahoo.fr",
    "yahoo.co.jp",
    "orange.fr",
    "free.fr",
    "wanadoo.fr",
    "libero.it",
    "me.com",
];

/// Endings that no registry has, and what was meant.
const ENDINGS: [(&str, &str); 16] = [
    ("con", "com"),
    ("cmo", "com"),
    ("ocm", "com"),
    ("comm", "com"),
    ("coom", "com"),
    ("vom", "com"),
    ("xom", "com"),
    ("cim", "com"),
    ("cpm", "com"),
    ("dom", "com"),
    ("nte", "net"),
    ("nett", "net"),
    ("ent", "net"),
    ("ogr", "org"),
    ("rog", "org"),
    ("orgg", "org"),
];

/// Below this length most domains are one slip away from another one: `aol.com` is not `aon.com`.
const ONE_SLIP_FROM: usize = 8;
/// Below this length a domain with two slips has little left of what was meant.
const TWO_SLIPS_FROM: usize = 10;

/// What a domain in lower case was probably meant to be; none where nothing about it looks like a slip.
pub(super) fn meant_domain(domain: &str) -> Option<String> {
    let (name, ending) = domain.rsplit_once('.')?;
    let right_ending = ENDINGS.iter().find(|(slip, _)| *slip == ending).map(|(_, meant)| *meant);
    let mended = right_ending.map_or_else(|| domain.to_owned(), |meant| format!("{name}.{meant}"));
    let meant = nearest(&mended).map_or(mended, str::to_owned);
    (meant != domain).then_some(meant)
}

/// The common domain that is closest, where one is close enough.
fn nearest(domain: &str) -> Option<&'static str> {
    if COMMON.contains(&domain) {
        return None;
    }
    let slips = |common: &&'static str| {
        let slips = distance(domain, common);
        let most = match common.len() {
            0..ONE_SLIP_FROM => 0,
            ONE_SLIP_FROM..TWO_SLIPS_FROM => 1,
            _ => 2,
        };
        (slips <= most).then_some((slips, *common))
    };
    // Of equally close ones `min_by_key` takes the first, the most common.
    COMMON.iter().filter_map(slips).min_by_key(|(slips, _)| *slips).map(|(_, common)| common)
}

/// How many letters must be left out, put in, changed or swapped with their neighbours to make one text the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    // No common domain is longer than this by two slips; it also bounds the work.
    if from.len().abs_diff(to.len()) > 2 {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let changed = last[j] + usize::from(a != b);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b;
            if swapped {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}
