//! Tells who can sign in, as the server itself says it.

use std::net::SocketAddr;

use serde_json::Value;

use crate::error::{Doing, Result};
use crate::http::Client;
use crate::say;

/// Prints accounts and password.
pub fn show(address: SocketAddr) -> Result<()> {
    let response = Client::new(address)?.get("/api/v1/config")?;
    let config: Value = serde_json::from_slice(&response.body).doing("the server's configuration")?;
    say::out(&table(&config));
    Ok(())
}

fn table(config: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let accounts: Vec<_> = config["demo_accounts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|account| (text(&account["email"]), text(&account["name"]), text(&account["note"])))
        .collect();
    let Some(password) = config["demo_password"].as_str() else {
        return "\nThe store was not filled with demo data: sign in with an account of its own.\n".to_owned();
    };
    let longest = |column: fn(&(String, String, String)) -> &String| {
        accounts.iter().map(|account| column(account).chars().count()).max().unwrap_or_default()
    };
    let (email, name) = (longest(|it| &it.0), longest(|it| &it.1));
    let mut table = format!("\nDemo accounts, all with the password {password}:\n\n");
    for account in &accounts {
        let line = format!("  {:email$}  {:name$}  {}", account.0, account.1, account.2);
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_line_up() {
        let config = serde_json::json!({
            "demo_password": "caseport-demo",
            "demo_accounts": [
                { "email": "sara@northwind.example", "name": "Sara", "note": "Super Admin" },
                { "email": "pia@personal.example", "name": "Pia Long", "note": null },
            ],
        });
        assert_eq!(
            table(&config),
            "\nDemo accounts, all with the password caseport-demo:\n\n  \
             sara@northwind.example  Sara      Super Admin\n  pia@personal.example    Pia Long\n"
        );
    }
}
