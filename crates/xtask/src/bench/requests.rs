//! How long the server takes for the requests that every page begins with, beside one that does nothing: the ratio says more
//! than the time, which depends on the machine.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::{Doing, Fail, Result};
use crate::http::{Client, Response};

pub(super) const WARM_UP: usize = 20;
pub(super) const TIMES: usize = 200;
/// Somebody with many cases to see.
const EMAIL: &str = "sara@northwind.example";

/// Medians and 95th percentiles.
pub fn table(address: SocketAddr) -> Result<String> {
    let mut client = Client::new(address)?;
    let sign_in = sign_in(&mut client, EMAIL)?;

    let session = json(&get(&mut client, "/api/v1/session")?)?;
    let organization = session["default_organization"].as_str().unwrap_or("personal");
    let cases = format!("/api/v1/organizations/{organization}/cases");
    let list = format!("{cases}?tab=organization&limit=10");
    let found = json(&get(&mut client, &list)?)?;
    let number =
        found["items"][0]["number"].as_str().ok_or_else(|| Fail::new("there are no cases"))?.to_owned();

    let questions = [
        ("nothing (health/live)", "/health/live".to_owned()),
        ("session", "/api/v1/session".to_owned()),
        ("list of the organization's cases", list),
        ("list of the customers' cases", format!("{cases}?tab=customer&limit=50")),
        ("search in the customers' cases", format!("{cases}?tab=customer&limit=50&q=update")),
        ("counts of every tab", format!("{cases}/counts")),
        ("one case", format!("/api/v1/cases/{number}")),
    ];
    let mut lines = vec![
        format!("Requests of {EMAIL}, {TIMES} each, median / 95th percentile / median against nothing:"),
        format!("  {:34} {:>9}", "sign in (slow on purpose), once", shown(sign_in)),
    ];
    let mut nothing = None;
    for (name, path) in questions {
        let (median, p95) = measure(&mut client, &path)?;
        let nothing = *nothing.get_or_insert(median);
        let ratio = median.as_secs_f64() / nothing.as_secs_f64();
        lines.push(format!("  {name:34} {:>9} {:>9} {ratio:>6.1} x", shown(median), shown(p95)));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// Signs a demo account in; how long it took.
pub(super) fn sign_in(client: &mut Client, email: &str) -> Result<Duration> {
    let config = json(&get(client, "/api/v1/config")?)?;
    let password =
        config["demo_password"].as_str().ok_or_else(|| Fail::new("the server has no demo data"))?;
    let login = serde_json::json!({ "email": email, "password": password }).to_string();
    let started = Instant::now();
    let signed_in = expect_success(client.post("/api/v1/auth/login", &login)?, "signing in")?;
    let took = started.elapsed();
    let cookie = signed_in.header("set-cookie").and_then(|it| it.split(';').next());
    client.cookie = Some(cookie.ok_or_else(|| Fail::new("signing in set no cookie"))?.to_owned());
    Ok(took)
}

fn measure(client: &mut Client, path: &str) -> Result<(Duration, Duration)> {
    for _ in 0..WARM_UP {
        get(client, path)?;
    }
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let started = Instant::now();
        get(client, path)?;
        times.push(started.elapsed());
    }
    times.sort();
    Ok((times[TIMES / 2], times[TIMES * 95 / 100]))
}

fn get(client: &mut Client, path: &str) -> Result<Response> {
    expect_success(client.get(path)?, path)
}

pub(super) fn expect_success(response: Response, what: &str) -> Result<Response> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    Err(Fail::new(format!("{what}: {} {}", response.status, String::from_utf8_lossy(&response.body))))
}

fn json(response: &Response) -> Result<Value> {
    serde_json::from_slice(&response.body).doing("the server's answer")
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
