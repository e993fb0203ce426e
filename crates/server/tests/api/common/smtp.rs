//! A mail server that does what a test says. What a real one makes of our mails is seen in the journeys.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use caseport_server::mail::{Mailer, send_due};
use caseport_server::stopping::Stopping;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::TestApp;

/// A mail that was taken over.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

impl Received {
    /// The lines of a header, as they were sent, unfolded; none where there is no such header.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.data.split_once("\r\n\r\n").unwrap();
        let head = head.replace("\r\n ", " ");
        let found: Vec<_> = head
            .split("\r\n")
            .filter_map(|line| line.split_once(": "))
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .collect();
        assert!(found.len() <= 1, "{name}: {found:?}");
        found.into_iter().next()
    }
}

#[derive(Default)]
struct Script {
    received: Vec<Received>,
    /// Instead of welcoming anybody.
    greeting: Option<String>,
    /// What is said of a recipient, one after the other, before they are taken.
    refusals: HashMap<String, VecDeque<String>>,
    /// Connections that are cut when a mail has come, before anything is said of it.
    cuts: u32,
}

#[derive(Clone, Default)]
pub struct MailServer {
    script: Arc<Mutex<Script>>,
    pub address: String,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap().to_string(), ..Self::default() };
        server.serve(listener);
        server
    }

    /// At an address where there was none before.
    pub async fn start_at(address: &str) -> Self {
        let server = Self { address: address.to_owned(), ..Self::default() };
        server.serve(TcpListener::bind(address).await.unwrap());
        server
    }

    fn serve(&self, listener: TcpListener) {
        let script = self.script.clone();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(talk(line, script.clone()));
            }
        });
    }

    pub fn greet_with(&self, greeting: Option<&str>) {
        self.script.lock().unwrap().greeting = greeting.map(str::to_owned);
    }

    /// Refuses the recipient once more in these words.
    pub fn refuse(&self, recipient: &str, answer: &str) {
        let mut script = self.script.lock().unwrap();
        script.refusals.entry(recipient.to_owned()).or_default().push_back(answer.to_owned());
    }

    pub fn cut_next(&self) {
        self.script.lock().unwrap().cuts += 1;
    }

    /// What was taken over, in the order of the recipients.
    pub fn received(&self) -> Vec<Received> {
        let mut received = self.script.lock().unwrap().received.clone();
        received.sort_by(|a, b| a.to.cmp(&b.to));
        received
    }

    pub fn mailer(&self) -> Mailer {
        mailer(&self.address)
    }
}

pub fn mailer(address: &str) -> Mailer {
    let url = format!("smtp://{address}").parse().unwrap();
    Mailer::new(&url, "OPSWAT Support <support@opswat.example>", Some("desk@opswat.example")).unwrap()
}

impl TestApp {
    /// Tries what there is to send at this moment.
    pub async fn send_mail(&self, mailer: &Mailer) {
        send_due(&self.store, &*self.clock, mailer, &Stopping::default()).await.unwrap();
    }
}

async fn talk(line: TcpStream, script: Arc<Mutex<Script>>) -> Option<()> {
    let (read, mut write) = line.into_split();
    let mut lines = BufReader::new(read).lines();
    let greeting = script.lock().unwrap().greeting.clone();
    if let Some(greeting) = greeting {
        return say(&mut write, &greeting).await;
    }
    say(&mut write, "220 here").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let command = lines.next_line().await.ok()??;
        let answer = match command.split([' ', ':']).next()?.to_ascii_uppercase().as_str() {
            "EHLO" => "250-here\r\n250 SMTPUTF8".to_owned(),
            "MAIL" => {
                from = between(&command);
                to.clear();
                "250 ok".to_owned()
            }
            "RCPT" => {
                let recipient = between(&command);
                let refusal =
                    script.lock().unwrap().refusals.get_mut(&recipient).and_then(VecDeque::pop_front);
                to.push(recipient);
                refusal.unwrap_or_else(|| "250 ok".to_owned())
            }
            "DATA" => {
                say(&mut write, "354 go on").await?;
                let mut data = String::new();
                loop {
                    let text = lines.next_line().await.ok()??;
                    if text == "." {
                        break;
                    }
                    data.push_str(text.strip_prefix('.').unwrap_or(&text));
                    data.push_str("\r\n");
                }
                let mut script = script.lock().unwrap();
                script.received.push(Received { from: from.clone(), to: to.clone(), data });
                if script.cuts > 0 {
                    script.cuts -= 1;
                    return None;
                }
                "250 taken".to_owned()
            }
            "QUIT" => return None,
            _ => "250 ok".to_owned(),
        };
        say(&mut write, &answer).await?;
    }
}

async fn say(to: &mut (impl tokio::io::AsyncWrite + Unpin), answer: &str) -> Option<()> {
    to.write_all(format!("{answer}\r\n").as_bytes()).await.ok()
}

fn between(command: &str) -> String {
    command.split_once('<').unwrap().1.split_once('>').unwrap().0.to_owned()
}
