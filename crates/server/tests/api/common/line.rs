//! A line to the PostgreSQL that can be cut and mended.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::database;

/// What the line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// Passes everything on.
    Carries,
    /// Is down.
    Nothing,
    /// Goes down with the next transaction that ends: after the database has heard it, and before anybody hears of it.
    LosesACommit,
}

/// A line.
pub struct Line {
    way: String,
    does: Arc<watch::Sender<Does>>,
}

impl Line {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = database::server();
        let (user, address) = server.split_once('@').unwrap();
        let way = format!("{user}@{}", listener.local_addr().unwrap());
        let does = Arc::new(watch::Sender::new(Does::Carries));
        let (address, shared) = (address.to_owned(), does.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (address, does) = (address.clone(), shared.clone());
                tokio::spawn(async move { carry(client, &address, &does).await });
            }
        });
        Self { way, does }
    }

    /// For [`super::Options`].
    pub fn way(&self) -> Option<String> {
        Some(self.way.clone())
    }

    pub fn cut(&self) {
        self.does.send_replace(Does::Nothing);
    }

    pub fn mend(&self) {
        self.does.send_replace(Does::Carries);
    }

    pub fn lose_a_commit(&self) {
        self.does.send_replace(Does::LosesACommit);
    }
}

async fn carry(client: TcpStream, address: &str, does: &watch::Sender<Does>) -> io::Result<()> {
    let mut cut = does.subscribe();
    if *cut.borrow() == Does::Nothing {
        return Ok(());
    }
    let server = TcpStream::connect(address).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let mut answers = [0; 16_384];
    let mut asked = [0; 16_384];
    let mut is_lost = false;
    loop {
        tokio::select! {
            () = async { drop(cut.wait_for(|it| *it == Does::Nothing).await) } => return Ok(()),
            read = from_client.read(&mut asked) => {
                let read = &asked[..read?];
                if read.is_empty() {
                    return Ok(());
                }
                is_lost = *does.borrow() == Does::LosesACommit && read.windows(6).any(|it| it == b"COMMIT");
                to_server.write_all(read).await?;
            }
            read = from_server.read(&mut answers) => {
                let read = &answers[..read?];
                if is_lost {
                    does.send_replace(Does::Nothing);
                }
                if read.is_empty() || is_lost {
                    return Ok(());
                }
                to_client.write_all(read).await?;
            }
        }
    }
}
