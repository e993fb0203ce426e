//! What all measurements of requests need: somebody signed in, answers that must be good, and times in order.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::{Doing, Fail, Result};
use crate::http::{Client, Response};

/// Somebody with many cases to see.
pub const EMAIL: &str = "sara@northwind.example";

/// The median and the 95th percentile of many times.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub median: Duration,
    pub p95: Duration,
}

impl Times {
    /// Of `times` times, after `warm_up` others that do not count; `ask` gets the number of each.
    pub fn measure(
        warm_up: usize,
        times: usize,
        mut ask: impl FnMut(usize) -> Result<Response>,
    ) -> Result<Self> {
        let mut taken = Vec::with_capacity(times);
        for n in 0..warm_up + times {
            let started = Instant::now();
            expect_success(ask(n)?, "asking")?;
            if n >= warm_up {
                taken.push(started.elapsed());
            }
        }
        taken.sort();
        Ok(Self { median: taken[times / 2], p95: taken[times * 95 / 100] })
    }

    /// How many times as long it takes as something else.
    pub fn against(self, other: Self) -> f64 {
        self.median.as_secs_f64() / other.median.as_secs_f64()
    }

    /// Both, for a table.
    pub fn shown(self) -> String {
        format!("{:>9} {:>9}", shown(self.median), shown(self.p95))
    }
}

/// A client for a demo account, and how long signing in took.
pub fn signed_in(address: SocketAddr, email: &str) -> Result<(Client, Duration)> {
    let mut client = Client::new(address)?;
    let config = json(&get(&mut client, "/api/v1/config")?)?;
    let password =
        config["demo_password"].as_str().ok_or_else(|| Fail::new("the server has no demo data"))?;
    let login = serde_json::json!({ "email": email, "password": password }).to_string();
    let started = Instant::now();
    let answer = expect_success(client.post("/api/v1/auth/login", &login)?, "signing in")?;
    let took = started.elapsed();
    let cookie = answer.header("set-cookie").and_then(|it| it.split(';').next());
    client.cookie = Some(cookie.ok_or_else(|| Fail::new("signing in set no cookie"))?.to_owned());
    Ok((client, took))
}

/// A good answer.
pub fn get(client: &mut Client, path: &str) -> Result<Response> {
    expect_success(client.get(path)?, path)
}

fn expect_success(response: Response, what: &str) -> Result<Response> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    Err(Fail::new(format!("{what}: {} {}", response.status, String::from_utf8_lossy(&response.body))))
}

/// The answer's content.
pub fn json(response: &Response) -> Result<Value> {
    serde_json::from_slice(&response.body).doing("the server's answer")
}

/// A time, in milliseconds.
pub fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
