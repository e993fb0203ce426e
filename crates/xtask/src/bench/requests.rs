//! How long the server takes for the requests that every page begins with, beside one that does nothing: the ratio says more
//! than the time, which depends on the machine.

use std::net::SocketAddr;

use super::ask::{EMAIL, Times, get, json, shown, signed_in};
use crate::error::{Fail, Result};

const WARM_UP: usize = 20;
const TIMES: usize = 200;

/// Medians and 95th percentiles.
pub fn table(address: SocketAddr) -> Result<String> {
    let (mut client, took) = signed_in(address, EMAIL)?;

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
        format!("  {:34} {:>9}", "sign in (slow on purpose), once", shown(took)),
    ];
    let mut nothing = None;
    for (name, path) in questions {
        let times = Times::measure(WARM_UP, TIMES, |_| client.get(&path))?;
        let nothing = *nothing.get_or_insert(times);
        lines.push(format!("  {name:34} {} {:>6.1} x", times.shown(), times.against(nothing)));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}
