//! The command line.

use std::path::PathBuf;

use crate::error::{Fail, Result};

/// What `--help` says.
pub const HELP: &str = "\
cargo xtask <verb> [options]      everything that a person or CI does with Caseport

  serve     Build the app and start it with an embedded database and demo data; prints the address and
            the accounts. The first time this also installs what is missing, and says what and why.
              --port N         port to listen on (8080)
              --data DIR       where the database and the files are kept (target/caseport/data)
              --demo-cases N   generate cases until there are N
              --release        optimized app and server (default)
              --dev            rebuild on change: server and browser restart by themselves
  build     Build the app into dist/ and the server; the last line is the server's path.
              --release        optimized (default: quick to build)
  test      Run the tests, all or the named suites, in this order:
              lint             formatting, clippy, dependencies
              rules            who may see and do what, and this program
              server           the backend, through its API
              browser          parts of the app in a real browser
              journeys         the whole product in a real browser
            and only where they are named:
              shared           the backend over PostgreSQL, which is started for it
              cluster          the journeys with three servers over PostgreSQL and S3, behind nginx
            -- ARGS            passed on to the last suite's runner
  lint      The same as `test lint`.
  fmt       Format the code.  --check only looks.
  bench     Measure everything, or the named parts, in this order:
              size             what is downloaded, and what it is made of
              requests         what every page begins with, with 20,000 cases
              suggestions      finding articles
              lists            lists, counts, searches and an export, small and very large
              page             a list of 100,000 cases in the browser
              case             a case of 2,000 comments in the browser
              load             how soon a person with a slow phone can use the app
              uploads          five files of 2 GiB in all
  setup     Install everything that the other verbs would install when they need it.

Environment: CASEPORT_TOOLS (where programs are installed), CHROME and CHROMEDRIVER (a browser of your own),
CARGO_TARGET_DIR.
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Verb {
    /// Explain.
    Help,
    /// Install what is missing.
    Setup,
    /// Run the product.
    Serve(Serve),
    /// Build the product.
    Build {
        /// Optimized.
        release: bool,
    },
    /// Run tests.
    Test(Test),
    /// Format the code.
    Fmt {
        /// Only look.
        check: bool,
    },
    /// Run the checks that need no running program.
    Lint,
    /// Measure these parts.
    Bench(Vec<Part>),
    /// Trunk's hook.
    Stage,
}

/// Options of `serve`.
#[derive(Debug, PartialEq, Eq)]
pub struct Serve {
    pub port: u16,
    pub data: Option<PathBuf>,
    pub demo_cases: Option<u32>,
    pub dev: bool,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Test {
    /// Empty for all.
    pub suites: Vec<Suite>,
    /// For the runner.
    pub rest: Vec<String>,
}

/// A group of tests with a runner of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suite {
    Lint,
    Rules,
    Server,
    Shared,
    Browser,
    Journeys,
    Cluster,
}

impl Suite {
    /// Those that run where none is named, in the order in which they run: what fails fastest goes first.
    pub const ALL: [Self; 5] = [Self::Lint, Self::Rules, Self::Server, Self::Browser, Self::Journeys];
    /// The same tests once more, over what several servers share.
    const NAMED: [Self; 2] = [Self::Shared, Self::Cluster];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Rules => "rules",
            Self::Server => "server",
            Self::Shared => "shared",
            Self::Browser => "browser",
            Self::Journeys => "journeys",
            Self::Cluster => "cluster",
        }
    }
}

/// A part of what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Size,
    Requests,
    Suggestions,
    Lists,
    Page,
    Case,
    Load,
    Uploads,
}

impl Part {
    /// All, in the order in which they are measured.
    pub const ALL: [Self; 8] = [
        Self::Size,
        Self::Requests,
        Self::Suggestions,
        Self::Lists,
        Self::Page,
        Self::Case,
        Self::Load,
        Self::Uploads,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Requests => "requests",
            Self::Suggestions => "suggestions",
            Self::Lists => "lists",
            Self::Page => "page",
            Self::Case => "case",
            Self::Load => "load",
            Self::Uploads => "uploads",
        }
    }
}

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Verb> {
    let mut words = words.into_iter();
    let Some(verb) = words.next() else { return Ok(Verb::Help) };
    let mut rest: Vec<String> = words.collect();
    let own = rest.iter().position(|word| word == "--").unwrap_or(rest.len());
    if rest[..own].iter().any(|word| word == "--help" || word == "-h") {
        return Ok(Verb::Help);
    }
    let verb = match verb.as_str() {
        "help" | "--help" | "-h" => return Ok(Verb::Help),
        "serve" => Verb::Serve(serve(&mut rest)?),
        "build" => Verb::Build { release: flag(&mut rest, "--release") },
        "test" => Verb::Test(test(&mut rest)?),
        "fmt" => Verb::Fmt { check: flag(&mut rest, "--check") },
        "lint" => Verb::Lint,
        "bench" => Verb::Bench(parts(&mut rest)?),
        "setup" => Verb::Setup,
        "stage" => Verb::Stage,
        other => return Err(Fail::new(format!("there is no verb `{other}`; see `cargo xtask --help`"))),
    };
    match rest.first() {
        Some(word) => Err(Fail::new(format!("`{word}` is not understood; see `cargo xtask --help`"))),
        None => Ok(verb),
    }
}

fn serve(words: &mut Vec<String>) -> Result<Serve> {
    let release = flag(words, "--release");
    let dev = flag(words, "--dev");
    if release && dev {
        return Err(Fail::new("--release and --dev exclude each other"));
    }
    Ok(Serve {
        port: number(words, "--port")?.unwrap_or(8080),
        data: value(words, "--data")?.map(PathBuf::from),
        demo_cases: number(words, "--demo-cases")?,
        dev,
    })
}

fn test(words: &mut Vec<String>) -> Result<Test> {
    let at = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let rest = words.split_off(at).into_iter().skip(1).collect();
    let mut suites = Vec::new();
    for word in words.drain(..) {
        let suite = Suite::ALL.into_iter().chain(Suite::NAMED).find(|suite| suite.name() == word);
        suites.push(
            suite
                .ok_or_else(|| Fail::new(format!("there is no suite `{word}`; see `cargo xtask --help`")))?,
        );
    }
    suites.sort();
    suites.dedup();
    Ok(Test { suites, rest })
}

/// The named parts, or all; each once, in their order.
fn parts(words: &mut Vec<String>) -> Result<Vec<Part>> {
    if words.is_empty() {
        return Ok(Part::ALL.to_vec());
    }
    let named = |word: String| {
        let part = Part::ALL.into_iter().find(|part| part.name() == word);
        part.ok_or_else(|| Fail::new(format!("there is no part `{word}`; see `cargo xtask --help`")))
    };
    let mut parts = words.drain(..).map(named).collect::<Result<Vec<_>>>()?;
    parts.sort();
    parts.dedup();
    Ok(parts)
}

fn flag(words: &mut Vec<String>, name: &str) -> bool {
    let before = words.len();
    words.retain(|word| word != name);
    words.len() != before
}

/// The value of `--name VALUE` or `--name=VALUE`.
fn value(words: &mut Vec<String>, name: &str) -> Result<Option<String>> {
    let with_value = format!("{name}=");
    if let Some(at) = words.iter().position(|word| word.starts_with(&with_value)) {
        return Ok(Some(words.remove(at)[with_value.len()..].to_owned()));
    }
    let Some(at) = words.iter().position(|word| word == name) else { return Ok(None) };
    words.remove(at);
    if at == words.len() {
        return Err(Fail::new(format!("{name} needs a value")));
    }
    Ok(Some(words.remove(at)))
}

fn number<N: std::str::FromStr>(words: &mut Vec<String>, name: &str) -> Result<Option<N>> {
    let Some(text) = value(words, name)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Fail::new(format!("{name}: `{text}` is not a fitting number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Verb> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn serve_has_defaults() {
        let expected = Serve { port: 8080, data: None, demo_cases: None, dev: false };
        assert_eq!(parsed("serve").unwrap(), Verb::Serve(expected));
    }

    #[test]
    fn options_take_values_both_ways() {
        let expected = Serve { port: 9000, data: Some("d".into()), demo_cases: Some(20_000), dev: true };
        assert_eq!(
            parsed("serve --port 9000 --data=d --dev --demo-cases 20000").unwrap(),
            Verb::Serve(expected)
        );
    }

    #[test]
    fn suites_run_in_their_order_and_once() {
        let Verb::Test(test) = parsed("test journeys lint journeys -- --grep sign").unwrap() else {
            panic!()
        };
        assert_eq!(test.suites, [Suite::Lint, Suite::Journeys]);
        assert_eq!(test.rest, ["--grep", "sign"]);
    }

    #[test]
    fn all_is_measured_unless_parts_are_named() {
        assert_eq!(parsed("bench").unwrap(), Verb::Bench(Part::ALL.to_vec()));
        assert_eq!(parsed("bench load size load").unwrap(), Verb::Bench(vec![Part::Size, Part::Load]));
    }

    #[test]
    fn mistakes_are_said() {
        for line in [
            "deploy",
            "bench speed",
            "serve --prot 1",
            "serve --port",
            "serve --port x",
            "serve --port 70000",
            "serve --dev --release",
            "test unit",
            "build now",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn help_is_never_far() {
        for line in ["", "--help", "help", "serve --help", "test -h"] {
            assert_eq!(parsed(line).unwrap(), Verb::Help, "{line}");
        }
    }
}
