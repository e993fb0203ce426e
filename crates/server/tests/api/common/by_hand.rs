//! What the vendor's people, and others, do to a case, past the endpoints: for tests of what follows from it.

use super::sql;
use caseport_domain::Status;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{CommentText, EmailAddress, ReopenReason, VendorName};
use caseport_server::store::cases::{
    VendorDesk, VisibleCase, acknowledge, add_ccs, remove_ccs, reopen, vendor_comment,
};
use caseport_server::store::{Write, services};

use super::{TestApp, User};

impl TestApp {
    /// One of the vendor's people.
    pub async fn desk(&self, name: &str) -> VendorDesk {
        let mut read = self.store.read().await.unwrap();
        let known: Option<(String,)> = sql::query_as("SELECT token_hash FROM service_tokens LIMIT 1")
            .fetch_optional(&mut read)
            .await
            .unwrap();
        let Some((hash,)) = known else {
            drop(read);
            self.service("Desk").await;
            return Box::pin(self.desk(name)).await;
        };
        let service = services::find(&mut read, &hash).await.unwrap().unwrap();
        VendorDesk::of(&service, Some(&VendorName::new(name).unwrap()))
    }

    /// A reply of Priya's.
    pub async fn replies(&self, case: CaseNumber, text: &str) {
        let desk = self.desk("Priya").await;
        let mut write = self.store.write().await.unwrap();
        let text = CommentText::new(text).unwrap();
        vendor_comment(&mut write, &desk, case, &text, self.state.clock.now()).await.unwrap();
        write.commit().await.unwrap();
    }

    pub async fn acknowledges(&self, case: CaseNumber, note: &str) {
        let desk = self.desk("Priya").await;
        let mut write = self.store.write().await.unwrap();
        acknowledge(&mut write, &desk, case, note, self.state.clock.now()).await.unwrap();
        write.commit().await.unwrap();
    }

    pub async fn reopens(&self, user: &User<'_>, case: CaseNumber) -> Status {
        let (mut write, seen) = self.seen(user, case).await;
        let now = self.state.clock.now();
        let reason = ReopenReason::new("It is broken again.").unwrap();
        reopen(&mut write, &seen.allow(now).unwrap(), &reason, now).await.unwrap();
        let seen = seen.again(&mut write).await.unwrap();
        write.commit().await.unwrap();
        seen.facts().status
    }

    pub async fn adds_ccs(&self, user: &User<'_>, case: CaseNumber, emails: &[&str]) {
        let (mut write, seen) = self.seen(user, case).await;
        let now = self.state.clock.now();
        add_ccs(&mut write, &seen.allow(now).unwrap(), &addresses(emails), now).await.unwrap();
        write.commit().await.unwrap();
    }

    pub async fn removes_ccs(&self, user: &User<'_>, case: CaseNumber, emails: &[&str]) {
        let (mut write, seen) = self.seen(user, case).await;
        let now = self.state.clock.now();
        remove_ccs(&mut write, &seen.allow(now).unwrap(), &addresses(emails), now).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn seen(&self, user: &User<'_>, case: CaseNumber) -> (Write, VisibleCase) {
        let id = user.get("/session").await.json()["user"]["id"].as_str().unwrap().into();
        let mut write = self.store.write().await.unwrap();
        let seen = VisibleCase::of(&mut write, &id, case).await.unwrap().unwrap();
        (write, seen)
    }
}

fn addresses(emails: &[&str]) -> Vec<EmailAddress> {
    emails.iter().map(|email| EmailAddress::new(email).unwrap()).collect()
}
